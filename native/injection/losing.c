#define _GNU_SOURCE
#include "injection.h"
#include <stdlib.h>
#include <unistd.h>

void injection_loses_worker(void)
{
    execl("/bin/sleep", "sleep", "60", (char *)NULL);
    execl("/usr/bin/sleep", "sleep", "60", (char *)NULL);
    abort(); /* not to be taken for a function that returned */
}
