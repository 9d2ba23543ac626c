/* Canaries around the blocks of a call: painted before it, looked at after it. So is the beginning of blocks that the function only reads. The guard pages behind blocks are guard/overruns.c's. */
#include "gate.h"
#include "../guard/guard.h"
#include "window.h"
#include <emmintrin.h>
#include <string.h>

#define WORD 8u
#define CANARY_WORD (0x0101010101010101ull * FFI_CANARY)

/* A block's canaries. No other block lies in them: blocks of a slot are FFI_CANARY_BYTES apart. */
struct surroundings {
    uint8_t *start, *end;      /* the block */
    uint32_t before, behind;   /* bytes */
};

/* Where as much as a canary is left behind a block, that is another block's, and its canary is between the two. */
static inline bool is_guarded(const struct ffi_block *block, uint8_t *window, struct surroundings *around)
{
    uint64_t low, high;
    if ((block->flags & FFI_BLOCK_GUARDED) == 0 || !ffi_slot_of(block->offset, block->length, &low, &high))
        return false;
    uint64_t before = block->offset - low, behind = high - (block->offset + block->length);
    *around = (struct surroundings){ window + block->offset, window + block->offset + block->length,
        before < FFI_CANARY_BYTES ? (uint32_t)before : FFI_CANARY_BYTES, behind < FFI_CANARY_BYTES ? (uint32_t)behind : 0 };
    return true;
}

static inline bool is_whole(const uint8_t *canary, uint32_t length)
{
    if (length == FFI_CANARY_BYTES) {
        const __m128i *part = (const __m128i *)canary, whole = _mm_set1_epi8((char)FFI_CANARY);
        __m128i low = _mm_and_si128(_mm_cmpeq_epi8(_mm_loadu_si128(part), whole), _mm_cmpeq_epi8(_mm_loadu_si128(part + 1), whole));
        __m128i high = _mm_and_si128(_mm_cmpeq_epi8(_mm_loadu_si128(part + 2), whole), _mm_cmpeq_epi8(_mm_loadu_si128(part + 3), whole));
        return _mm_movemask_epi8(_mm_and_si128(low, high)) == 0xFFFF;
    }
    uint64_t difference = 0, word;
    for (; length >= WORD; canary += WORD, length -= WORD) {
        memcpy(&word, canary, WORD);
        difference |= word ^ CANARY_WORD;
    }
    for (; length != 0; length--)
        difference |= *canary++ ^ FFI_CANARY;
    return difference == 0;
}

/* Mostly it is there from the call before; what is not written stays in both processors' caches. */
static inline void paint(uint8_t *canary, uint32_t length)
{
    if (!is_whole(canary, length))
        memset(canary, FFI_CANARY, length);
}

/* What was in the blocks that the function only reads, by depth. */
static uint8_t kept[FFI_FRAMES][FFI_CONST_BLOCKS][FFI_CONST_BYTES];

static inline size_t kept_bytes(const struct surroundings *block)
{
    size_t length = (size_t)(block->end - block->start);
    return length < FFI_CONST_BYTES ? length : FFI_CONST_BYTES;
}

/* The first one is told. */
static __attribute__((noinline, cold)) void note_change(struct ffi_image *image, uint32_t place, const uint8_t *before, const uint8_t *now)
{
    uint32_t byte = 0;
    while (byte < FFI_CONST_BYTES - 1 && before[byte] == now[byte])
        byte++;
    if ((image->mxcsr_changed & FFI_CONST_CHANGED) == 0 && place <= UINT8_MAX)
        image->mxcsr_changed |= FFI_CONST_CHANGED | place << FFI_CONST_BLOCK_SHIFT | byte << FFI_CONST_BYTE_SHIFT;
}

void ffi_guard_blocks(const struct ffi_image *image, uint32_t depth, uint8_t *window)
{
    const struct ffi_block *blocks = ffi_blocks_of(image);
    bool any = false;
    uint32_t constants = 0;
    for (uint32_t i = 0; i < image->block_count; i++) {
        struct surroundings block;
        if (!is_guarded(&blocks[i], window, &block))
            continue;
        /* The line of the canary can hold the first bytes that the host wrote; what else it wrote comes meanwhile, for the gate then waits for all that is under way. */
        __builtin_prefetch(block.end - 1);
        paint(block.start - block.before, block.before);
        paint(block.end, block.behind);
        if ((blocks[i].flags & FFI_BLOCK_CONST) != 0 && constants < FFI_CONST_BLOCKS)
            memcpy(kept[depth][constants++], block.start, kept_bytes(&block));
        any = true;
    }
    if (any)
        ffi_overruns_begin(depth);
}

struct findings {
    struct ffi_overruns told;
    uint64_t row;
};

static __attribute__((noinline, cold)) void find_changes(struct findings *findings, uint32_t block, uint32_t kind, const struct surroundings *place)
{
    const uint8_t *low = kind == FFI_CANARY_BEFORE ? place->start - place->before : place->end;
    const uint8_t *high = kind == FFI_CANARY_BEFORE ? place->start : place->end + place->behind;
    while (low < high && *low == FFI_CANARY)
        low++;
    while (high > low && high[-1] == FFI_CANARY)
        high--;
    if (low == high || findings->told.count == FFI_MAX_OVERRUNS)
        return;
    findings->told.entries[findings->told.count++] = (struct ffi_overrun){
        .block = block, .kind = kind, .first = low - place->start, .last = high - 1 - place->start, .row = findings->row };
}

static __attribute__((noinline, cold)) void tell(struct ffi_image *image, struct findings *findings, uint8_t *window)
{
    findings->told.outcome = image->outcome;
    if (image->outcome != FFI_RETURNED)
        image->rax = 0;              /* what an earlier call left there is no result of this one */
    image->outcome = FFI_OVERRAN;
    image->fetch_status = FFI_FETCH_SKIPPED;
    image->fetch_length = 0;
    if (ffi_window_holds(image->fetch_offset, FFI_OVERRUNS_SIZE)) {
        memcpy(window + image->fetch_offset, &findings->told, sizeof findings->told);
        image->fetch_length = sizeof findings->told;
    }
}

void ffi_settle_blocks(struct ffi_image *image, uint32_t depth, uint8_t *window)
{
    if (image->outcome == FFI_THREAD_EXIT)
        return;                      /* the end of this worker */
    const struct ffi_block *blocks = ffi_blocks_of(image);
    uint32_t count = image->block_count, changed = 0, constants = 0;
    bool any = false;
    for (uint32_t i = 0; i < count; i++) {
        struct surroundings block;
        if (!is_guarded(&blocks[i], window, &block))
            continue;
        changed += !is_whole(block.start - block.before, block.before) || !is_whole(block.end, block.behind);
        if ((blocks[i].flags & FFI_BLOCK_CONST) != 0 && constants < FFI_CONST_BLOCKS) {
            const uint8_t *before = kept[depth][constants++];
            if (memcmp(before, block.start, kept_bytes(&block)) != 0)
                note_change(image, i, before, block.start);
        }
        any = true;
    }
    if (!any)
        return;
    struct findings findings;
    findings.told.count = ffi_overruns_end(depth, findings.told.entries);
    if (__builtin_expect(changed == 0 && findings.told.count == 0, 1))
        return;
    memset(&findings.told.entries[findings.told.count], 0, (FFI_MAX_OVERRUNS - findings.told.count) * sizeof findings.told.entries[0]);
    findings.row = ffi_guard.recorder->frames[depth].row;
    for (uint32_t i = 0; i < count; i++) {
        struct surroundings block;
        if (!is_guarded(&blocks[i], window, &block))
            continue;
        find_changes(&findings, i, FFI_CANARY_BEFORE, &block);
        find_changes(&findings, i, FFI_CANARY_BEHIND, &block);
    }
    if (findings.told.count != 0)    /* else it was another thread's change, and gone again */
        tell(image, &findings, window);
}
