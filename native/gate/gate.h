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
void ffi_enter_stage(struct ffi_recorder_frame *frame, uint32_t stage);

/* system_v_x64.S, microsoft_x64.S; the return value is one of GATE_RETURNED, ... in image_offsets.h */
uint32_t ffi_gate_system_v_x64(struct ffi_image *image);
uint32_t ffi_gate_microsoft_x64(struct ffi_image *image);

/* image.c */
bool ffi_image_is_sound(const struct ffi_image *image);
void ffi_image_settle(struct ffi_image *image, uint8_t *window);

/* fetch.c */
void ffi_fetch(struct ffi_image *image, uint8_t *window);
uint64_t ffi_text_length(const uint8_t *text, uint64_t limit, uint64_t unit);   /* bytes before a terminator of so many zero bytes */

/* exceptions.c */
void ffi_describe_exception(struct ffi_image *image, bool is_cpp, uint8_t *window);
#endif
