/* Libraries that make processes, or become another program. Every process made here ends by itself within a minute. */
#define _GNU_SOURCE
#include "faults.h"
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIFETIME 60    /* seconds */

/* Not pause(): SIGALRM may be blocked or handled in whoever forked. */
static _Noreturn void linger(void)
{
    sleep(LIFETIME);
    _exit(0);
}

int fork_and_return(void)
{
    int child = fork();
    if (child == 0)
        alarm(LIFETIME);
    return child;
}

int fork_and_crash(void)
{
    int child = fork(), status = -1;
    if (child == 0) {
        alarm(LIFETIME);
        null_write();
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) ? WTERMSIG(status) : -1;
}

int fork_and_linger(void)
{
    int child = fork();
    if (child == 0)
        linger();
    return child;
}

int fork_and_escape(void)
{
    int channel[2], grandchild = -1;
    if (pipe(channel) != 0)
        return -1;
    int child = fork();
    if (child == 0) {
        setsid();
        grandchild = fork();
        if (grandchild == 0)
            linger();    /* with every descriptor that the worker had */
        _exit(write(channel[1], &grandchild, sizeof grandchild) != sizeof grandchild);
    }
    if (child < 0 || waitpid(child, NULL, 0) != child || read(channel[0], &grandchild, sizeof grandchild) != sizeof grandchild)
        grandchild = -1;
    close(channel[0]);
    close(channel[1]);
    return grandchild;
}

int become_program(const char *path, const char *argument)
{
    return execl(path, path, argument, (char *)NULL);    /* returns only where there is no such program */
}

/* vfork lends the child this stack: nothing may be kept on it that the child could spoil. */
int vfork_and_exit(void)
{
    int child = vfork(), status = -1;
    if (child == 0)
        _exit(7);
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int vfork_and_crash(void)
{
    int child = vfork(), status = -1;
    if (child == 0)
        null_write();
    return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) ? WTERMSIG(status) : -1;
}

int vfork_and_return(void) { return vfork(); }
