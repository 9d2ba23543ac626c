/* Functions that leave a trace outside their process, so that a test can count how often they ran. */
#define _GNU_SOURCE
#include "faults.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The number of bytes in the file, one more than before; -1 where there is none. */
static int add_byte(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    struct stat status;
    int done = file >= 0 && write(file, "x", 1) == 1 && fstat(file, &status) == 0;
    if (file >= 0)
        close(file);
    return done ? (int)status.st_size : -1;
}

int crash_first_times(const char *path, int times)
{
    int size = add_byte(path);
    if (size >= 0 && size <= times)
        null_write();
    return size;
}

int hold_until(const char *entered, const char *release)
{
    int size = add_byte(entered);
    while (access(release, F_OK) != 0)
        sleep_for(1);
    return size;
}

int mark_and_wait(const char *path, int milliseconds, bool crashes)
{
    int size = add_byte(path);
    sleep_for(milliseconds);
    if (crashes)
        null_write();
    return size;
}
