/* SIGBUS: a file mapping that is longer than its file. */
#define _GNU_SOURCE
#include "faults.h"
#include <sys/mman.h>
#include <unistd.h>

int bus_error(void)
{
    int file = memfd_create("shrunk", MFD_CLOEXEC);
    if (file < 0 || ftruncate(file, 4096) != 0)
        return -1;
    volatile int *page = mmap(NULL, 8192, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (page == MAP_FAILED)
        return -1;
    return page[1024]; /* first int behind the end of the file */
}
