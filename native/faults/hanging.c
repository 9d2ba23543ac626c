/* A library that does not come back from being loaded. */
#include "faults.h"
#include <unistd.h>

__attribute__((constructor)) static void hang_while_loading(void)
{
    for (;;)
        pause();
}

int hanging_survived(void) { return 1; }
