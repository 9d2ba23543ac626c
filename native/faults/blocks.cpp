// A small library that owns memory, with the mistakes that such libraries have: each function is one of them, or what it takes to make one from outside. For sessions with a guarded heap.
#include "opaque.h"
#include <cstdlib>
#include <cstring>
#include <new>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#define BLOCKS extern "C" __attribute__((visibility("default")))

BLOCKS void *block_new(size_t size)
{
    char *block = static_cast<char *>(opaque(malloc(size)));
    if (block != nullptr && size != 0)
        block[0] = 'b';
    return block;
}

BLOCKS void block_free(void *block)
{
    free(block);
    opaque(nullptr);
}

BLOCKS int block_read(const char *block, long at) { return block[at]; }

BLOCKS void block_write(char *block, long at, int value) { block[at] = static_cast<char>(value); }

BLOCKS void *block_grow(void *block, size_t size) { return opaque(realloc(block, size)); }

BLOCKS void *block_aligned(size_t alignment, size_t size) { return opaque(aligned_alloc(alignment, size)); }

BLOCKS void block_free_twice(void)
{
    void *block = opaque(block_new(24));
    block_free(block);
    block_free(opaque(block));
}

/* One byte over a block of 16: no library would, but all do. */
BLOCKS void block_overrun(void)
{
    char *block = static_cast<char *>(block_new(16));
    memset(opaque(block), 'x', 17);
    block_free(block);
}

BLOCKS void block_leak(int count, size_t size)
{
    for (int i = 0; i < count; i++)
        block_new(size);
}

BLOCKS void block_free_local(void)
{
    char local[64];
    memset(opaque(local), 0, sizeof local);
    free(opaque(local + 16));
}

BLOCKS void block_free_static(void)
{
    static char memory[64];
    free(opaque(memory + 16));
}

BLOCKS void *object_new(void) { return opaque(new long(5)); }

BLOCKS void object_delete(void *object)
{
    delete static_cast<long *>(object);
    opaque(nullptr);
}

BLOCKS void *objects_new(int count) { return opaque(new long[static_cast<size_t>(count)]); }

BLOCKS void objects_delete(void *objects)
{
    delete[] static_cast<long *>(objects);
    opaque(nullptr);
}

/* What no machine has: says whether it was told so, as the language has it. */
BLOCKS int object_too_large(size_t size)
{
    try {
        opaque(::operator new(size));
        return 0;
    } catch (const std::bad_alloc &) {
        return 1;
    }
}

static void *allocate_on_thread(void *size) { return block_new(reinterpret_cast<size_t>(size)); }

BLOCKS void *block_of_thread(size_t size)
{
    pthread_t thread;
    void *block = nullptr;
    if (pthread_create(&thread, nullptr, allocate_on_thread, reinterpret_cast<void *>(size)) == 0)
        pthread_join(thread, &block);
    return block;
}

/* Hands a block to its caller's function, and frees it afterwards. */
BLOCKS int block_lend(int (*use)(char *block), size_t size)
{
    char *block = static_cast<char *>(block_new(size));
    int result = use(block);
    block_free(block);
    return result;
}

/* What many threads do with a heap at once, each with its own blocks and those of the thread before it. */
struct storm {
    void *volatile *left;
    int rounds, damaged;
};

static void *run_storm(void *argument)
{
    storm *own = static_cast<storm *>(argument);
    for (int i = 0; i < own->rounds; i++) {
        size_t size = static_cast<size_t>(i * 37 % 5000);
        char *block = static_cast<char *>(opaque(malloc(size + 1)));
        memset(block, i, size + 1);
        block = static_cast<char *>(opaque(realloc(block, size + 100)));
        own->damaged += block[size] != static_cast<char>(i);
        free(__atomic_exchange_n(own->left, static_cast<void *>(block), __ATOMIC_ACQ_REL));
    }
    return nullptr;
}

BLOCKS int block_storm(int threads, int rounds)
{
    static void *volatile left;
    pthread_t thread[16];
    storm storms[16];
    int started = 0, damaged = 0;
    for (; started < threads && started < 16; started++) {
        storms[started] = { &left, rounds, 0 };
        if (pthread_create(&thread[started], nullptr, run_storm, &storms[started]) != 0)
            break;
    }
    for (int i = 0; i < started; i++) {
        pthread_join(thread[i], nullptr);
        damaged += storms[i].damaged;
    }
    free(__atomic_exchange_n(&left, static_cast<void *>(nullptr), __ATOMIC_ACQ_REL));
    return started == threads ? damaged : -1;
}

/* A process of the library's own: it uses the heap that it has inherited, and says whether it has what its parent was started with in its environment. */
BLOCKS int block_in_child(void *block)
{
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < 100; i++)
            free(opaque(malloc(static_cast<size_t>(i))));
        free(block);
        _exit(getenv("LD_PRELOAD") == nullptr ? 42 : 43);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}
