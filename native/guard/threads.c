/* Gives every thread an alternate signal stack, so that an overflow of its own stack can be recorded, and notes its bounds.
   Threads of a library come here because the executable exports its own pthread_create, which the dynamic linker finds first. */
#define _GNU_SOURCE
#include "guard.h"
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ALTERNATE_STACK_SIZE 0x10000u   /* a signal frame with AVX-512 state takes 3.5 KB, with AMX 11 KB; unwinding some 10 KB */
#define GUARD_PAGE 0x1000u              /* below it: an overflow in the handler itself must not run into somebody's memory */

_Thread_local struct ffi_thread ffi_thread __attribute__((tls_model("initial-exec")));
static pthread_key_t alternate_stack_key;
static bool has_key;

static void free_alternate_stack(void *mapping)
{
    const stack_t disabled = { .ss_flags = SS_DISABLE };
    sigaltstack(&disabled, NULL);
    munmap(mapping, GUARD_PAGE + ALTERNATE_STACK_SIZE);
}

static void add_alternate_stack(void)
{
    stack_t current;
    if (!has_key || sigaltstack(NULL, &current) != 0 || (current.ss_flags & SS_DISABLE) == 0)
        return;
    uint8_t *mapping = mmap(NULL, GUARD_PAGE + ALTERNATE_STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED)
        return;    /* the thread runs on; only its overflow would go unrecorded */
    mprotect(mapping, GUARD_PAGE, PROT_NONE);
    const stack_t stack = { .ss_sp = mapping + GUARD_PAGE, .ss_size = ALTERNATE_STACK_SIZE };
    if (sigaltstack(&stack, NULL) != 0 || pthread_setspecific(alternate_stack_key, mapping) != 0)
        free_alternate_stack(mapping);
}

static void note_bounds(void)
{
    pthread_attr_t attributes;
    void *low;
    size_t size;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
        return;
    if (pthread_attr_getstack(&attributes, &low, &size) == 0) {
        ffi_thread.stack_low = (uint64_t)(uintptr_t)low;
        ffi_thread.stack_high = ffi_thread.stack_low + size;
    }
    pthread_attr_destroy(&attributes);
}

void ffi_thread_prepare(void)
{
    if (ffi_thread.prepared)
        return;
    ffi_thread.prepared = true;
    ffi_thread.id = (int32_t)syscall(SYS_gettid);
    note_bounds();
    add_alternate_stack();
}

static void guard_allocations(void)
{
    if (ffi_guard.heap != NULL)
        ffi_guard.heap->guard_thread(ffi_thread.stack_low, ffi_thread.stack_high);
}

void ffi_become_call_thread(void)
{
    ffi_thread_prepare();
    ffi_guard.call_stack_low = ffi_thread.stack_low;
    ffi_guard.call_stack_high = ffi_thread.stack_high;
    ffi_guard.call_thread = ffi_guard.recorder->call_thread = ffi_thread.id;
    guard_allocations();
}

void ffi_threads_install(void)
{
    has_key = pthread_key_create(&alternate_stack_key, free_alternate_stack) == 0;
    ffi_thread_prepare();
}

struct beginning {
    void *(*routine)(void *);
    void *argument;
    bool is_guarded;                   /* made by native code, and not by the worker's runtime */
};

static void *begin(void *raw)
{
    struct beginning beginning = *(struct beginning *)raw;
    free(raw);
    int error = errno;
    ffi_thread_prepare();
    if (beginning.is_guarded)
        guard_allocations();
    errno = error;
    return beginning.routine(beginning.argument);    /* freed by the key's destructor: also after pthread_exit */
}

typedef int create_function(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

static create_function *real_create(void)
{
    static create_function *volatile real;
    if (real == NULL) {
        create_function *found;
        *(void **)&found = dlsym(RTLD_NEXT, "pthread_create");
        real = found;
    }
    return real;
}

__attribute__((visibility("default")))
int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes, void *(*routine)(void *), void *restrict argument)
{
    create_function *create = real_create();
    if (create == NULL)
        return EAGAIN;
    if (!ffi_is_worker())
        return create(thread, attributes, routine, argument);
    struct beginning *beginning = malloc(sizeof *beginning);
    if (beginning == NULL)
        return EAGAIN;
    beginning->routine = routine;
    beginning->argument = argument;
    beginning->is_guarded = ffi_guard.heap != NULL && ffi_guard.heap->guards_thread();
    int result = create(thread, attributes, begin, beginning);
    if (result != 0)
        free(beginning);
    return result;
}
