/* What the parts of the gate say to each other. */
#ifndef FFI_GATE_H
#define FFI_GATE_H
#include "ffi_segment.h"
#include <stdbool.h>
#include <stdint.h>

/* Where the header is; NULL where this process is no worker of a host. The first thing that managed code asks: from then on the guard is before the
   runtime's own handlers. */
__attribute__((visibility("default"))) const struct ffi_header *ffi_segment(void);

/* Makes the call of an image that lies in so many bytes of room, on the call thread, and notes it at this depth of the flight recorder.
   Written is the image (results), the window, the recorder; the outcome says how the call ended. Exported to be named in native stacks. */
__attribute__((visibility("default"))) void ffi_gate(struct ffi_image *image, uint64_t room, uint32_t depth);
/* The same for each row of the batch behind the image. */
__attribute__((visibility("default"))) void ffi_gate_batch(struct ffi_image *image, uint64_t room, uint32_t depth);
/* The calls of the list behind the image, one after the other. */
__attribute__((visibility("default"))) void ffi_gate_list(struct ffi_image *image, uint64_t room, uint32_t depth);
void ffi_enter_stage(struct ffi_recorder_frame *frame, uint32_t stage);

/* A whole word that each row finds in its column: where it goes, and how far that column lies behind the first. */
struct ffi_word {
    uint64_t *word;
    uint64_t behind;
};

/* What a gate goes by from row to row. Where next is set, it is asked after each row: it stores the row's results and puts the next row's arguments into the image.
   batch.c and list.c have more behind it. Otherwise the gate's own loop does that: rows of one word or two and a result of one, each from a column of the same stride. */
struct ffi_rows {
    uint64_t (*next)(struct ffi_rows *rows);   /*  0: that was the last */
    const uint8_t *at;                         /*  8 the first column's next row */
    uint64_t stride;                           /* 16 */
    uint64_t row, end;                         /* 24, 32 as the host counts them */
    volatile uint64_t *note;                   /* 40 where each row notes its number before it begins */
    const volatile uint32_t *cancel;           /* 48 */
    uint64_t number;                           /* 56 what the host writes there to end the batch after a row */
    struct ffi_word words[2];                  /* 64 */
    struct ffi_word result;                    /* 96 where it comes from */
    uint64_t vectors;                          /* 112 so many columns, 1 or 2, are the first vector registers, and no others but the first two of each kind hold arguments; 0: otherwise */
};

/* system_v_x64.S, microsoft_x64.S; the return value is one of GATE_RETURNED, ... in image_offsets.h. Without rows, the gate makes one call. */
typedef uint32_t ffi_call_gate(struct ffi_image *image, struct ffi_rows *rows);
ffi_call_gate ffi_gate_system_v_x64, ffi_gate_microsoft_x64;

/* gate.c */
void ffi_gate_begin(struct ffi_image *image, uint32_t depth);
void ffi_gate_settle_outcome(struct ffi_image *image, uint32_t end, uint8_t *window);

/* An argument area larger than a frame cannot come from a host of ours; it would only run the stack over. */
#define MAX_STACK_WORDS (FFI_FRAME_CALLBACK / 8)
#define SHADOW_WORDS 4    /* a callee of the Microsoft convention may write there */
#define CALL_FLAGS (FFI_IMAGE_POP_ST0 | FFI_IMAGE_POP_ST1 | FFI_IMAGE_WIDE_VECTORS)   /* of an image and of a call of a list */
#define KNOWN_FLAGS (CALL_FLAGS | FFI_IMAGE_WIDE_RESULT)

/* image.c */
bool ffi_image_is_sound(const struct ffi_image *image);
bool ffi_batch_is_sound(const struct ffi_image *image);   /* of a sound image */
const struct ffi_batch *ffi_batch_of(const struct ffi_image *image);
const struct ffi_block *ffi_blocks_of(const struct ffi_image *image);
const void *ffi_behind_tables(const struct ffi_image *image);
bool ffi_is_stack_alignment(uint32_t bytes);
bool ffi_place_holds(const struct ffi_image *image, uint64_t place, uint64_t size);   /* looks at its stack words alone */
void ffi_image_settle(struct ffi_image *image, uint8_t *window);

/* canaries.c: of an image with blocks, before and after its calls */
void ffi_guard_blocks(const struct ffi_image *image, uint32_t depth, uint8_t *window);
void ffi_settle_blocks(struct ffi_image *image, uint32_t depth, uint8_t *window);

/* lending.c: on the call thread */
extern uint64_t ffi_lent_slots, ffi_closed_slots;
void ffi_lend_blocks(const struct ffi_image *image);       /* opens what was taken back and a call needs, before anything is written there; wanted where the image has blocks, or a slot is closed */
void ffi_take_back(void);                                  /* once the outermost call has ended and nothing of it is read here any more; wanted where something is lent */

/* list_form.c */
const struct ffi_list *ffi_list_of(const struct ffi_image *image);
/* Of a sound image. One of the same form as that before on its frame, by its number, is not looked at again. Says how many words of the stack a call has at most. */
bool ffi_list_is_sound(const struct ffi_image *image, uint32_t depth, uint32_t *stack_words);

/* tell_tales.c */
bool ffi_reserve_tell_tales(void);   /* false where their room is not to be had: they still tell what they tell, but what uses one may not fault */
void ffi_put_tell_tales(struct ffi_image *image, uint32_t integers, uint32_t integers_end, uint32_t vectors, uint32_t vectors_end);   /* into these registers, and no others */

/* fetch.c */
void ffi_fetch(struct ffi_image *image, uint8_t *window);
uint64_t ffi_text_length(const uint8_t *text, uint64_t limit, uint64_t unit);   /* bytes before a terminator of so many zero bytes */

/* exceptions.c */
void ffi_describe_exception(struct ffi_image *image, bool is_cpp, uint8_t *window);
#endif
