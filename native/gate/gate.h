/* What the parts of the gate say to each other. */
#ifndef FFI_GATE_H
#define FFI_GATE_H
#include "ffi_segment.h"
#include <stdbool.h>
#include <stdint.h>

/* The one entry of the worker's managed code. Without an image it makes no call. NULL where there is no segment.
   Written is the image (results), the window, the flight recorder; the outcome says how the call ended. */
__attribute__((visibility("default"))) const struct ffi_header *ffi_gate(struct ffi_image *image, uint64_t image_length);

/* system_v_x64.S; the return value is one of GATE_RETURNED, ... in image_offsets.h */
uint32_t ffi_gate_system_v_x64(struct ffi_image *image);

/* image.c */
bool ffi_image_is_sound(const struct ffi_image *image, uint64_t image_length);
void ffi_image_settle(struct ffi_image *image, uint8_t *window);

/* fetch.c */
void ffi_fetch(struct ffi_image *image, uint8_t *window);

/* exceptions.c */
void ffi_describe_exception(struct ffi_image *image, bool is_cpp, uint8_t *window);
#endif
