/* Where the trampolines put what a callback was called with; lane/callbacks.c holds every number against struct ffi_arrival. */
#ifndef FFI_ARRIVAL_OFFSETS_H
#define FFI_ARRIVAL_OFFSETS_H

#define ARRIVAL_INTEGERS 0
#define ARRIVAL_STACK 48
#define ARRIVAL_INDEX 56
#define ARRIVAL_CONVENTION 60
#define ARRIVAL_VECTORS 64
#define ARRIVAL_RAX 192
#define ARRIVAL_RDX 200
#define ARRIVAL_XMM0 208
#define ARRIVAL_XMM1 224
#define ARRIVAL_ST0 240
#define ARRIVAL_ST1 256
#define ARRIVAL_RESULT 288
#define ARRIVAL_MXCSR 292
#define ARRIVAL_X87 296
#define ARRIVAL_ENVIRONMENT 300   /* 28 bytes */
#define ARRIVAL_SIZE 336

#define TRAMPOLINES 1024
#define TRAMPOLINE_SIZE 16
#endif
