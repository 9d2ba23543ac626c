/* A host in C, on a thread of the worker: speaks the lane as ffi_segment.h says, with waiting of its own. */
#ifndef FFI_LANE_HOST_H
#define FFI_LANE_HOST_H
#include "harness.h"

void serve(void (*host)(void));                                   /* the host runs beside; both end when it returns */
struct ffi_image *call_on(uint32_t depth, const char *fixture_name, uint64_t first, uint64_t second);   /* an image, ready to be rung */
void ring_only(uint32_t depth);
uint32_t await_reply(void);
uint32_t ring(uint32_t depth);                                    /* the kind of the reply */
bool is_return(uint32_t reply);                                   /* by registers or by the image */
uint32_t answer(uint32_t depth, const struct ffi_answer *answer); /* of the callback on this frame: the kind of the reply to that */
uint32_t answer_registers(uint64_t rax, uint64_t rdx, double xmm0, double xmm1);   /* of the callback that is out */
uint32_t answer_number(uint64_t rax);
const struct ffi_callback *callback_on(uint32_t depth);
struct ffi_callback *foreign(uint32_t slot);
uint64_t bind_callback(uint32_t index, struct ffi_callback_entry entry);   /* by calls, as a host does it */
void release_callback(uint32_t index);
void expect_return(uint64_t rax, const struct ffi_image *image, uint32_t reply);
void expect_call(uint64_t rax, uint32_t depth, const struct ffi_image *image);   /* rings it and expects that */
extern long host_spins;                                           /* looks before it sleeps */
#endif
