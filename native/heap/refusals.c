/* What cannot be freed: it is noted for the host, and the process ends as by abort(), with a crash record. */
#define _GNU_SOURCE
#include "heap.h"
#include <link.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_flag refused = ATOMIC_FLAG_INIT;

static struct ffi_heap_finding *finding(void) { return (struct ffi_heap_finding *)(ffi_worker.segment + FFI_HEAP_OFFSET); }

static _Noreturn void end(uint32_t kind)
{
    atomic_store_explicit((_Atomic uint32_t *)&finding()->kind, kind, memory_order_release);
    syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGABRT);
    abort();    /* a library has blocked the signal, or ignores it */
}

/* The first one counts: what others find meanwhile is not told, and they wait for the end. */
static struct ffi_heap_finding *claim(void)
{
    while (atomic_flag_test_and_set(&refused))
        pause();
    struct ffi_heap_finding *told = finding();
    *told = (struct ffi_heap_finding){ .kind = FFI_HEAP_NOTHING };
    return told;
}

_Noreturn void ffi_refuse(uint32_t kind, const void *address, const struct block *block, const struct ffi_heap_origin *origin)
{
    struct ffi_heap_finding *told = claim();
    if (block != NULL)
        ffi_describe_block(told, block);
    told->address = (uint64_t)(uintptr_t)address;
    told->function = origin->function;
    end(kind);
}

_Noreturn void ffi_refuse_overwritten(const struct block *block, uint32_t function, int64_t first, int64_t last)
{
    struct ffi_heap_finding *told = claim();
    ffi_describe_block(told, block);
    told->address = told->block;
    told->function = function;
    told->first = first;
    told->last = last;
    end(FFI_HEAP_OVERWRITTEN);
}

static int holds(struct dl_phdr_info *module, size_t size, void *address)
{
    (void)size;
    for (int i = 0; i < module->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &module->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && (uint64_t)(uintptr_t)address - (module->dlpi_addr + part->p_vaddr) < part->p_memsz)
            return 1;
    }
    return 0;
}

/* Of an address that libc's heap may have given. What it did not give, and this does not know, libc finds out itself or not. */
void ffi_refuse_foreign(const void *address, const struct ffi_heap_origin *origin)
{
    uint64_t at = (uint64_t)(uintptr_t)address;
    if (at - (uint64_t)(uintptr_t)ffi_worker.segment < ffi_worker.segment_size)
        ffi_refuse(FFI_HEAP_FREED_LENT, address, NULL, origin);
    if (ffi_on_own_stack(at))
        ffi_refuse(FFI_HEAP_FREED_STACK, address, NULL, origin);
    if (dl_iterate_phdr(holds, (void *)(uintptr_t)address) != 0)
        ffi_refuse(FFI_HEAP_FREED_STATIC, address, NULL, origin);
}
