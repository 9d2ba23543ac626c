/* Libraries that take all they can get. Each first lowers a limit of its own process, or counts: the machine has to survive. */
#define _GNU_SOURCE
#include "faults.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static int lower(int resource, rlim_t most)
{
    struct rlimit limit = { most, most };
    return setrlimit(resource, &limit);
}

void memory_bomb(size_t most)
{
    if (lower(RLIMIT_DATA, most) != 0)
        return;
    for (;;)
        memset(malloc(1 << 20), 0x5A, 1 << 20);    /* like many, it never looks whether there was any memory left */
}

size_t take_memory(size_t most)
{
    size_t taken = 0;
    if (lower(RLIMIT_DATA, most) == 0)
        for (void *block; (block = malloc(1 << 12)) != NULL; taken += 1 << 12)
            memset(block, 0x5A, 1 << 12);
    return taken;
}

static void *wait_for_ever(void *unused)
{
    (void)unused;
    sleep_forever();
    return NULL;
}

int thread_bomb(int most)
{
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 1 << 16);
    int count = 0;
    for (pthread_t thread; count < most && pthread_create(&thread, &small, wait_for_ever, NULL) == 0; count++)
        ;
    pthread_attr_destroy(&small);
    return count;
}

int descriptor_bomb(int most)
{
    if (lower(RLIMIT_NOFILE, (rlim_t)most) != 0)
        return -1;
    int count = 0;
    while (open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0)
        count++;
    return count;
}
