/* The functions of C, in libc's place: this library is before it. What does not take part goes to libc as if nothing was there. */
#define _GNU_SOURCE
#include "heap.h"
#include <dlfcn.h>
#include <errno.h>
#include <string.h>

#define ORIGIN(function) struct ffi_heap_origin origin = ffi_origin(function, CALLER)

EXPORTED void *malloc(size_t size)
{
    if (!ffi_takes_part(CALLER))
        return __libc_malloc(size);
    ORIGIN(FFI_HEAP_MALLOC);
    void *block = ffi_block_allocate(size, LEAST_ALIGNMENT, &origin);
    return block != NULL ? block : __libc_malloc(size);
}

EXPORTED void *calloc(size_t count, size_t size)
{
    size_t bytes;
    if (!ffi_takes_part(CALLER) || __builtin_mul_overflow(count, size, &bytes))
        return __libc_calloc(count, size);
    ORIGIN(FFI_HEAP_CALLOC);
    void *block = ffi_block_allocate(bytes, LEAST_ALIGNMENT, &origin);    /* fresh from the kernel: zero */
    return block != NULL ? block : __libc_calloc(count, size);
}

static inline void free_block(void *address, uint32_t function, const void *caller)
{
    if (ffi_is_block(address)) {
        struct ffi_heap_origin origin = ffi_origin(function, caller);
        ffi_block_release(address, &origin);
        return;
    }
    if (address != NULL && ffi_takes_part(caller)) {
        struct ffi_heap_origin origin = ffi_origin(function, caller);
        ffi_refuse_foreign(address, &origin);
    }
    __libc_free(address);
}

EXPORTED void free(void *address) { free_block(address, FFI_HEAP_FREE, CALLER); }

/* operators.c */
void ffi_delete(void *address, uint32_t function, const void *caller) { free_block(address, function, caller); }

EXPORTED void *realloc(void *address, size_t size)
{
    bool takes_part = ffi_takes_part(CALLER), is_block = ffi_is_block(address);
    if (!takes_part && !is_block)
        return __libc_realloc(address, size);
    ORIGIN(FFI_HEAP_REALLOC);
    if (address == NULL) {
        void *block = ffi_block_allocate(size, LEAST_ALIGNMENT, &origin);
        return block != NULL ? block : __libc_malloc(size);
    }
    if (!is_block) {
        ffi_refuse_foreign(address, &origin);
        return __libc_realloc(address, size);
    }
    if (size != 0)
        return ffi_block_moved(address, size, &origin, takes_part);
    ffi_block_release(address, &origin);    /* as glibc does */
    return NULL;
}

static void *aligned(size_t alignment, size_t size, const void *caller)
{
    if (alignment < LEAST_ALIGNMENT)
        alignment = LEAST_ALIGNMENT;
    if (!ffi_takes_part(caller) || alignment > PAGE || (alignment & (alignment - 1)) != 0)
        return __libc_memalign(alignment, size);
    struct ffi_heap_origin origin = ffi_origin(FFI_HEAP_MEMALIGN, caller);
    void *block = ffi_block_allocate(size, alignment, &origin);
    return block != NULL ? block : __libc_memalign(alignment, size);
}

EXPORTED void *memalign(size_t alignment, size_t size) { return aligned(alignment, size, CALLER); }

EXPORTED void *aligned_alloc(size_t alignment, size_t size) { return aligned(alignment, size, CALLER); }

EXPORTED void *valloc(size_t size) { return aligned(PAGE, size, CALLER); }

EXPORTED void *pvalloc(size_t size)
{
    return aligned(PAGE, size > SIZE_MAX - PAGE ? size : (size + PAGE - 1) & ~(PAGE - 1), CALLER);
}

EXPORTED int posix_memalign(void **result, size_t alignment, size_t size)
{
    if (alignment == 0 || alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0)
        return EINVAL;
    int error = errno;
    void *block = aligned(alignment, size, CALLER);
    errno = error;    /* it returns its error */
    if (block == NULL)
        return ENOMEM;
    *result = block;
    return 0;
}

/* Bytes that were asked for, and no more: who uses more runs over the block. */
EXPORTED size_t malloc_usable_size(void *address)
{
    static size_t (*volatile real)(void *);
    if (ffi_is_block(address))
        return ffi_block_size(address);
    if (real == NULL) {
        size_t (*found)(void *);
        *(void **)&found = dlsym(RTLD_NEXT, "malloc_usable_size");
        real = found;
    }
    return real == NULL ? 0 : real(address);
}
