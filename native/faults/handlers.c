/* Libraries with signal handlers and masks of their own. */
#define _GNU_SOURCE
#include "faults.h"
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void handle(int signal, void (*handler)(int))
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, NULL);
}

static void crash_here(int signal)
{
    (void)signal;
    null_write();
}

void crash_in_handler(void)
{
    handle(SIGUSR1, crash_here);
    raise(SIGUSR1);
}

static void block_everything(void)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
}

void crash_with_signals_blocked(void)
{
    block_everything();
    null_write();
}

void abort_with_signals_blocked(void)
{
    block_everything();
    abort_now();
}

static void *crash_in_thread(void *unused)
{
    (void)unused;
    pthread_setname_np(pthread_self(), "deaf");
    null_write();
    return NULL;
}

void crash_on_deaf_thread(void)
{
    /* As libraries do that leave all signals to their application: blocked around the creation of each thread. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    int error = pthread_create(&thread, NULL, crash_in_thread, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error == 0)
        pthread_join(thread, NULL);
}

void crash_with_default_handlers(void)
{
    handle(SIGSEGV, SIG_DFL);
    null_write();
}

static void leave(int signal) { _exit(128 + signal); }

void crash_with_own_handler(void)
{
    handle(SIGSEGV, leave);
    null_write();
}

static void ignore(int signal) { (void)signal; }

void fault_for_ever(void)
{
    handle(SIGSEGV, ignore);
    null_write();
}

void abort_with_own_handler(void)
{
    handle(SIGABRT, ignore);
    abort_now();
}

/* ---- text that is made when somebody reads it, as collectors and lazy loaders do */
static char *lazy_page;
static char entered_path[4096], release_path[4096];
static struct sigaction before_lazy;

static void fill_page(int signal, siginfo_t *info, void *context)
{
    (void)context;
    sigaction(SIGSEGV, &before_lazy, NULL);
    if (signal != SIGSEGV || info->si_addr != lazy_page)
        return;    /* to fault again, and be somebody else's */
    hold_until(entered_path, release_path);
    mprotect(lazy_page, 4096, PROT_READ | PROT_WRITE);
    strcpy(lazy_page, "made on demand");
}

const char *lazy_text(const char *entered, const char *release)
{
    strncpy(entered_path, entered, sizeof entered_path - 1);
    strncpy(release_path, release, sizeof release_path - 1);
    lazy_page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = fill_page;
    action.sa_flags = SA_SIGINFO;
    sigemptyset(&action.sa_mask);
    sigaction(SIGSEGV, &action, &before_lazy);
    return lazy_page;
}
