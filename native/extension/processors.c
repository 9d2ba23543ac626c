// A native extension: sets of processors as <sched.h> has them. CPU_SET, CPU_ISSET and CPU_COUNT are macros, so no symbol stands for them and nothing outside of C can call them;
// these functions do.
#define _GNU_SOURCE
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>

typedef cpu_set_t processors;

/// An empty set; NULL where there is no memory.
processors *processors_new(void)
{
    return calloc(1, sizeof(processors));
}

void processors_free(processors *set)
{
    free(set);
}

/// Numbers from 0 to 1023; others change nothing.
void processors_add(processors *set, int number)
{
    CPU_SET(number, set);
}

bool processors_has(const processors *set, int number)
{
    return CPU_ISSET(number, set);
}

int processors_count(const processors *set)
{
    return CPU_COUNT(set);
}

/// The processors that the calling thread may run on. Returns 0, or -1 and errno.
int processors_allowed(processors *set)
{
    return sched_getaffinity(0, sizeof *set, set);
}
