/* What the guard gives each thread, and that it takes it back. */
#include "harness.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static uint64_t call_with(const char *name, uint64_t first, uint64_t second)
{
    struct ffi_image *image = image_for(fixture(name));
    image->integers[0] = first;
    image->integers[1] = second;
    call(image);
    return image->rax;
}

static void alternate_stack(void)
{
    EXPECT(call_with("run_thread", 6, 0) >= 0x10000);
}

static long mappings(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    long lines = 0;
    for (int c; (c = fgetc(maps)) != EOF;)
        lines += c == '\n';
    fclose(maps);
    return lines;
}

static void ten_thousand(uint64_t what)
{
    EXPECT_EQUAL(100, call_with("run_many_threads", what, 100));
    long before = mappings();
    EXPECT_EQUAL(10000, call_with("run_many_threads", what, 10000));
    EXPECT(mappings() <= before + 4);
}

static void threads_that_return(void) { ten_thousand(0); }
static void threads_that_exit(void) { ten_thousand(5); }

static stack_t seen;
static void *call_on_thread(void *unused)
{
    stack_t own = { .ss_sp = unused, .ss_size = 0x10000 };
    sigaltstack(&own, NULL);
    call_name("nothing");
    sigaltstack(NULL, &seen);
    return NULL;
}
static void own_alternate_stack_is_left_alone(void)
{
    static char memory[0x10000];
    pthread_t thread;
    pthread_create(&thread, NULL, call_on_thread, memory);
    pthread_join(thread, NULL);
    EXPECT(seen.ss_sp == memory);
}

const struct test thread_tests[] = {
    { "a thread of the library has an alternate signal stack", alternate_stack, NULL, 0 },
    { "10,000 threads that return leave no mapping behind", threads_that_return, NULL, 0 },
    { "10,000 threads that call pthread_exit leave no mapping behind", threads_that_exit, NULL, 0 },
    { "a thread's own alternate stack is left alone", own_alternate_stack_is_left_alone, NULL, 0 },
    { NULL, NULL, NULL, 0 }
};
