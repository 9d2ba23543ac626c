/* What is thrown at the gate becomes words, and the worker lives on. */
#include "harness.h"
#include <pthread.h>
#include <signal.h>
#include <string.h>

static void expect_thrown_from(const char *library, const char *function, const char *type, const char *what)
{
    struct ffi_image *image = image_for(symbol_of(library, function));
    const char *text = (const char *)window() + FETCH_OFFSET;
    EXPECT_EQUAL(FFI_THREW, call(image));
    EXPECT_EQUAL(strlen(type) + (what != NULL ? 1 + strlen(what) : 0), image->fetch_length);
    EXPECT(memcmp(text, type, strlen(type)) == 0);
    EXPECT(what == NULL || (text[strlen(type)] == 0 && memcmp(text + strlen(type) + 1, what, strlen(what)) == 0));
}

static void expect_thrown(const char *function, const char *type, const char *what)
{
    expect_thrown_from(THROWING, function, type, what);
}

static void standard_exception(void)
{
    expect_thrown("throw_runtime_error", "std::runtime_error", "boom from c++");
    struct ffi_image *image = image_for(symbol_of(THROWING, "count_destroyed"));
    call(image);
    EXPECT_EQUAL(1, (int)image->rax);
}

static void derived_exceptions(void)
{
    expect_thrown("throw_broken", "shapes::Broken", "broken shape");
    expect_thrown("throw_offset", "shapes::Offset", "second base");
    expect_thrown("throw_virtual", "shapes::Virtual", "virtual base");
}

static void other_things(void)
{
    expect_thrown("throw_int", "int", NULL);
    expect_thrown("throw_text", "char const*", NULL);
    expect_thrown("throw_square", "shapes::Square", NULL);
    expect_thrown("throw_pointer", "std::runtime_error*", NULL);
}

static void rethrown(void)
{
    expect_thrown("throw_again", "shapes::Broken", "broken shape");
}

static void a_thousand(void)
{
    for (int i = 0; i < 1000; i++) {
        expect_thrown("throw_runtime_error", "std::runtime_error", "boom from c++");
        expect_thrown("throw_again", "shapes::Broken", "broken shape");
    }
    struct ffi_image *image = image_for(symbol_of(THROWING, "count_uncaught"));
    call(image);
    EXPECT_EQUAL(0, (int)image->rax);
}

static void expect_none_alive(const char *library, const char *type)
{
    for (int i = 0; i < 10; i++)
        expect_thrown_from(library, "throw_alive", type, NULL);
    struct ffi_image *image = image_for(symbol_of(library, "count_alive"));
    call(image);
    EXPECT_EQUAL(0, (int)image->rax);
}

static void objects_are_destroyed(void)
{
    expect_none_alive(THROWING, "Alive");
    expect_none_alive(THROWING_HIDDEN, "5Alive");
}

static void hidden_runtime(void)
{
    for (int i = 0; i < 100; i++) {
        expect_thrown_from(THROWING_HIDDEN, "throw_int", "i", NULL);    /* no demangler in sight */
        expect_thrown_from(THROWING_HIDDEN, "throw_runtime_error", "St13runtime_error", NULL);
    }
    expect_thrown("throw_int", "int", NULL);
    expect_thrown_from(THROWING_HIDDEN, "throw_square", "N6shapes6SquareE", NULL);
}

static void limits(void)
{
    struct ffi_image *image = image_for(symbol_of(THROWING, "throw_long_text"));
    memset(window() + FETCH_OFFSET, 0x5A, 2000);
    EXPECT_EQUAL(FFI_THREW, call(image));
    EXPECT_EQUAL(1024, image->fetch_length);
    EXPECT(window()[FETCH_OFFSET + 1023] == 'x' && window()[FETCH_OFFSET + 1024] == 0x5A);
    image = image_for(symbol_of(THROWING, "throw_long_text"));
    image->fetch_limit = 0;
    EXPECT_EQUAL(FFI_THREW, call(image));
    EXPECT_EQUAL(0, image->fetch_length);
    image = image_for(symbol_of(THROWING, "throw_long_text"));
    image->fetch_limit = 5;
    EXPECT_EQUAL(FFI_THREW, call(image));
    EXPECT(memcmp(window() + FETCH_OFFSET, "std::", 5) == 0 && image->fetch_length == 5);
}

static void foreign(void)
{
    struct ffi_image *image = image_for(fixture("throw_foreign"));
    EXPECT_EQUAL(FFI_THREW, call(image));
    EXPECT(image->fetch_length == 17 && memcmp(window() + FETCH_OFFSET, "foreign exception", 17) == 0);
    image = image_for(fixture("count_foreign_deleted"));
    call(image);
    EXPECT_EQUAL(1, (int)image->rax);
}

static void noexcept_function(void)
{
    call(image_for(symbol_of(THROWING, "throw_across_noexcept")));
}

static void verify_terminated(const struct run *run)
{
    EXPECT(died_of(run, SIGABRT));
    EXPECT_EQUAL(FFI_CRASH_UNWOUND, run->crash->state);
    EXPECT(strstr(run->error_text, "must not pass") != NULL);
}

static void thread_exit(void)
{
    EXPECT_EQUAL(FFI_THREAD_EXIT, call_name("leave_thread"));
}

static void *leave_elsewhere(void *unused)
{
    thread_exit();
    return unused;
}

static void thread_exit_elsewhere(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, leave_elsewhere, NULL);
    pthread_join(thread, NULL);
}

const struct test exception_tests[] = {
    { "a std::runtime_error arrives with type and what(), and destructors ran", standard_exception, NULL, 0 },
    { "exceptions derived in every way arrive with their own what()", derived_exceptions, NULL, 0 },
    { "an int, a text, a struct and a pointer can be thrown and arrive by type", other_things, NULL, 0 },
    { "an exception rethrown from an exception_ptr arrives as what it is", rethrown, NULL, 0 },
    { "after 2000 exceptions none counts as uncaught", a_thousand, NULL, 0 },
    { "the thrown object is destroyed once its words are taken", objects_are_destroyed, NULL, 0 },
    { "exceptions of a hidden copy of libstdc++ arrive by their raw type", hidden_runtime, NULL, 0 },
    { "a long what() is cut at the limit", limits, NULL, 0 },
    { "an exception of another language is a foreign exception and is deleted", foreign, NULL, 0 },
    { "a throw across noexcept ends the worker, recorded as abort", noexcept_function, verify_terminated, 0 },
    { "pthread_exit in a call comes back as thread exit, on the main thread", thread_exit, NULL, 0 },
    { "pthread_exit in a call comes back as thread exit, on another thread", thread_exit_elsewhere, NULL, 0 },
    { NULL, NULL, NULL, 0 }
};
