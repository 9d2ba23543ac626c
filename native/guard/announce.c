/* Tells a host that waits for a reply that the worker is dying: the mark of death in the turn and beside the flag of a sleeping worker, and a wake. Said twice: as soon as the
   registers are recorded, so that a host can promote a spare while the rest is written and the kernel tears the process down; and at the
   end, for a host whose turn something wrote over meanwhile: the call thread perhaps, with a reply. */
#include "guard.h"
#include "../lane/lane.h"
#include "../lane/waiting.h"
#include <time.h>

/* As long as a host takes, once it is woken, to throw its exception and get the next result from a spare: 0.3 ms. */
#define HOST_GOES_ON_NS 500000

void ffi_announce_and_step_aside(void)
{
    bool is_awaited = ffi_load(&ffi_control()->host_sleeps) != 0 && (ffi_guard.header->flags & FFI_HEADER_CALLS_BY_PIPE) == 0;
    ffi_announce_death();
    const struct timespec pause = { 0, HOST_GOES_ON_NS };
    if (is_awaited)
        ffi_system_call(SYS_nanosleep, (long)&pause, 0, 0, 0);
}

void ffi_announce_death(void)
{
    ffi_mark_replies();
    ffi_store(&ffi_control()->worker_dead, FFI_TURN_DEAD);   /* before the turn: what the host says a moment later takes the mark away there, and then it sees this one */
    uint32_t *turn = &ffi_exchange()->turn;
    atomic_fetch_or((_Atomic uint32_t *)turn, FFI_TURN_DEAD);
    ffi_futex_wake(turn, INT32_MAX);
}
