/* Tells a host that waits for a reply that the worker is dying: the mark of death in every reply turn, and a wake. Said twice: as soon as the
   registers are recorded, so that a host can promote a spare while the rest is written and the kernel tears the process down; and at the
   end, for a host whose turns something wrote over meanwhile. All frames and not only those in use: the host may just have rung the next. */
#include "guard.h"
#include "../lane/lane.h"
#include "../lane/waiting.h"

void ffi_announce_death(void)
{
    for (uint32_t depth = 0; depth < FFI_FRAMES; depth++) {
        uint32_t *turn = &ffi_frame(depth)->reply_turn;
        atomic_fetch_or((_Atomic uint32_t *)turn, FFI_TURN_DEAD);
        ffi_futex_wake(turn, INT32_MAX);
    }
}
