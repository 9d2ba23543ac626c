/* Functions that leave a trace outside their process, so that a test can count how often they ran. */
#define _GNU_SOURCE
#include "faults.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int crash_first_times(const char *path, int times)
{
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    struct stat status;
    if (file < 0 || write(file, "x", 1) != 1 || fstat(file, &status) != 0)
        return -1;
    close(file);
    if (status.st_size <= times)
        null_write();
    return (int)status.st_size;
}
