/* Libraries that end the whole process, politely. */
#define _GNU_SOURCE
#include "faults.h"
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

void exit_with(int code) { exit(code); }

void quick_exit_with(int code) { _exit(code); }

void raw_exit_with(int code) { syscall(SYS_exit_group, code); }

void exit_139(void) { exit(139); }

static void *exit_here(void *code)
{
    exit(*(int *)code);
}

void exit_on_own_thread(int code)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, exit_here, &code) == 0)
        pthread_join(thread, NULL);
}

static void crash_here(void) { null_write(); }

int crash_at_exit(void) { return atexit(crash_here); }

static void stop_here(void) { kill(getpid(), SIGSTOP); }

int stop_at_exit(void) { return atexit(stop_here); }
