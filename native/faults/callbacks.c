/* Functions that call back: during the call, on threads of their own, later, and in the wrong moment. */
#define _GNU_SOURCE
#include "faults.h"
#include "opaque.h"
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

typedef int number_callback(int value);
typedef int data_callback(void *user, const char *text, const int *numbers, int count);

int call_back(number_callback *callback, int value) { return callback(value) + 1; }

long call_back_often(number_callback *callback, int times)
{
    long sum = 0;
    for (int i = 0; i < times; i++)
        sum += callback(i);
    return sum;
}

int call_back_with_errno(number_callback *callback, int error)
{
    errno = error;
    callback(error);
    return errno;
}

int call_back_with_data(data_callback *callback, void *user)
{
    static const int numbers[] = { 2, 3, 5, 7 };
    return callback(user, "four primes", numbers, sizeof numbers / sizeof *numbers);
}

int crash_after_callback(number_callback *callback, int value)
{
    callback(value);
    return null_read();
}

/* ---- on threads of the library ---- */
struct thread_call {
    number_callback *callback;
    int value, milliseconds;
    long sum;
};

static void *call_once(void *raw)
{
    struct thread_call *call = raw;
    call->sum = call->callback(call->value);
    return NULL;
}

static void *call_often(void *raw)
{
    struct thread_call *call = raw;
    for (int i = 0; i < call->value; i++)
        call->sum += call->callback(i);
    return NULL;
}

int call_back_on_thread(number_callback *callback, int value)
{
    struct thread_call call = { .callback = callback, .value = value };
    pthread_t thread;
    if (pthread_create(&thread, NULL, call_once, &call) != 0)
        return -1;
    pthread_join(thread, NULL);
    return (int)call.sum + 1;
}

long call_back_on_threads(number_callback *callback, int threads, int times)
{
    struct thread_call *calls = calloc((size_t)threads, sizeof *calls);
    pthread_t *ids = calloc((size_t)threads, sizeof *ids);
    long sum = 0;
    for (int i = 0; i < threads; i++) {
        calls[i] = (struct thread_call) { .callback = callback, .value = times };
        if (pthread_create(&ids[i], NULL, call_often, &calls[i]) != 0)
            abort();
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(ids[i], NULL);
        sum += calls[i].sum;
    }
    free(calls);
    free(ids);
    return sum;
}

/* ---- kept ---- */
static number_callback *kept;
static atomic_int late_answer = -1;

void keep_callback(number_callback *callback) { kept = callback; }
int call_kept(int value) { return kept(value); }
int answer_of_late_callback(void) { return late_answer; }

static void *call_late(void *raw)
{
    struct thread_call call = *(struct thread_call *)raw;
    free(raw);
    struct timespec pause = { .tv_nsec = call.milliseconds * 1000000L };
    nanosleep(&pause, NULL);
    late_answer = kept(call.value);
    return NULL;
}

int call_kept_later(int value, int milliseconds)
{
    struct thread_call *call = malloc(sizeof *call);
    *call = (struct thread_call) { .value = value, .milliseconds = milliseconds };
    pthread_t thread;
    if (pthread_create(&thread, NULL, call_late, call) != 0)
        return -1;
    return pthread_detach(thread);
}

/* ---- past a callback ---- */
static jmp_buf outside;

int jump_over_callback(number_callback *callback, int value)
{
    if (setjmp(outside) != 0)
        return 1;
    callback(value);
    return 0;
}

void jump_back(void) { longjmp(outside, 1); }
