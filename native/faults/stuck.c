/* A library that never finishes loading: its constructor waits for what does not come, as one does that takes a lock its loader has. */
#include "faults.h"
#include <unistd.h>

__attribute__((constructor)) static void wait_while_loading(void)
{
    for (;;)
        pause();
}

int stuck_survived(void) { return 1; }
