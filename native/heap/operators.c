/* C++'s operator new and delete, by their mangled names, so that what one pair allocated and another freed is noticed. What does not take part is libc's. */
#define _GNU_SOURCE
#include "heap.h"
#include <dlfcn.h>
#include <stdlib.h>

void ffi_delete(void *address, uint32_t function, const void *caller);    /* malloc.c */

static void *allocate(size_t size, size_t alignment, uint32_t function, const void *caller)
{
    bool is_alignment = alignment <= PAGE && (alignment & (alignment - 1)) == 0;
    if (alignment < LEAST_ALIGNMENT)
        alignment = LEAST_ALIGNMENT;
    if (ffi_takes_part(caller) && is_alignment) {
        struct ffi_heap_origin origin = ffi_origin(function, caller);
        void *block = ffi_block_allocate(size, alignment, &origin);
        if (block != NULL)
            return block;
    }
    return alignment == LEAST_ALIGNMENT ? __libc_malloc(size) : __libc_memalign(alignment, size);
}

/* Where there is no memory, C++'s own operator calls the new-handler and throws, through here. Whoever calls it has it among what it was linked to; that need not be anybody else's. */
static void *real(const char *name, const void *caller)
{
    void *found = dlsym(RTLD_NEXT, name);
    Dl_info module;
    if (found == NULL && dladdr(caller, &module) != 0) {
        void *library = dlopen(module.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
        found = library == NULL ? NULL : ffi_real_lookup()(library, name);
    }
    if (found == NULL)
        abort();
    return found;
}

/* What it gets by malloc then is no block: that would be one of malloc's, and freed by delete. Ends as well where an exception goes through. */
static void guard_again(const bool *guarded) { ffi_pause_thread(*guarded); }

#define REAL(name, ...) ({ \
    void *(*function)() = (void *(*)())real(name, CALLER); \
    __attribute__((cleanup(guard_again), unused)) bool guarded = ffi_pause_thread(false); \
    function(__VA_ARGS__); })

#define NEWS(plain, at, nothrow, at_nothrow, kind) \
    EXPORTED void *plain(size_t size) \
    { \
        void *block = allocate(size, 0, kind, CALLER); \
        return block != NULL ? block : REAL(#plain, size); \
    } \
    EXPORTED void *at(size_t size, size_t alignment) \
    { \
        void *block = allocate(size, alignment, kind, CALLER); \
        return block != NULL ? block : REAL(#at, size, alignment); \
    } \
    EXPORTED void *nothrow(size_t size, const void *tag) \
    { \
        void *block = allocate(size, 0, kind, CALLER); \
        return block != NULL ? block : REAL(#nothrow, size, tag); \
    } \
    EXPORTED void *at_nothrow(size_t size, size_t alignment, const void *tag) \
    { \
        void *block = allocate(size, alignment, kind, CALLER); \
        return block != NULL ? block : REAL(#at_nothrow, size, alignment, tag); \
    }

NEWS(_Znwm, _ZnwmSt11align_val_t, _ZnwmRKSt9nothrow_t, _ZnwmSt11align_val_tRKSt9nothrow_t, FFI_HEAP_NEW)
NEWS(_Znam, _ZnamSt11align_val_t, _ZnamRKSt9nothrow_t, _ZnamSt11align_val_tRKSt9nothrow_t, FFI_HEAP_NEW_ARRAY)

#define DELETES(plain, sized, at, sized_at, nothrow, at_nothrow, function) \
    EXPORTED void plain(void *address) { ffi_delete(address, function, CALLER); } \
    EXPORTED void sized(void *address, size_t size) { (void)size; ffi_delete(address, function, CALLER); } \
    EXPORTED void at(void *address, size_t alignment) { (void)alignment; ffi_delete(address, function, CALLER); } \
    EXPORTED void sized_at(void *address, size_t size, size_t alignment) { (void)size, (void)alignment; ffi_delete(address, function, CALLER); } \
    EXPORTED void nothrow(void *address, const void *tag) { (void)tag; ffi_delete(address, function, CALLER); } \
    EXPORTED void at_nothrow(void *address, size_t alignment, const void *tag) { (void)alignment, (void)tag; ffi_delete(address, function, CALLER); }

DELETES(_ZdlPv, _ZdlPvm, _ZdlPvSt11align_val_t, _ZdlPvmSt11align_val_t, _ZdlPvRKSt9nothrow_t, _ZdlPvSt11align_val_tRKSt9nothrow_t, FFI_HEAP_DELETE)
DELETES(_ZdaPv, _ZdaPvm, _ZdaPvSt11align_val_t, _ZdaPvmSt11align_val_t, _ZdaPvRKSt9nothrow_t, _ZdaPvSt11align_val_tRKSt9nothrow_t, FFI_HEAP_DELETE_ARRAY)
