/* Where the assembler finds the fields of struct ffi_image and struct ffi_rows; gate/layout.c holds every number against the struct. */
#ifndef FFI_IMAGE_OFFSETS_H
#define FFI_IMAGE_OFFSETS_H

#define IMAGE_TARGET 8
#define IMAGE_FLAGS 22
#define IMAGE_STACK_WORDS 32
#define IMAGE_STACK_ALIGNMENT 44
#define IMAGE_ERRNO_BEFORE 48
#define IMAGE_INTEGERS 64
#define IMAGE_VECTORS 128
#define IMAGE_MXCSR_CHANGED 260
#define IMAGE_ERRNO_AFTER 264
#define IMAGE_RAX 272
#define IMAGE_RDX 280
#define IMAGE_XMM0 288
#define IMAGE_XMM1 304
#define IMAGE_ST0 336
#define IMAGE_ST1 352
#define IMAGE_EXCEPTION 368
#define IMAGE_STACK 384

/* of struct ffi_rows (gate.h) */
#define ROWS_NEXT 0
#define ROWS_AT 8
#define ROWS_STRIDE 16
#define ROWS_ROW 24
#define ROWS_END 32
#define ROWS_NOTE 40
#define ROWS_CANCEL 48
#define ROWS_NUMBER 56
#define ROWS_WORD0 64
#define ROWS_BEHIND0 72
#define ROWS_WORD1 80
#define ROWS_BEHIND1 88
#define ROWS_RESULT 96
#define ROWS_BEHIND_RESULT 104
#define ROWS_VECTORS 112

#define IMAGE_FLAG_POP_ST0 1
#define IMAGE_FLAG_POP_ST1 2
#define IMAGE_FLAG_WIDE_VECTORS 4

#define IMAGE_MODES_CHANGED 1
#define IMAGE_X87_UNBALANCED 2

#define GATE_RESULT_POISON 0x7E5AC396A5D2B408
#define GATE_TELL_TALE_STACK 0x2A117A680000
#define GATE_TELL_TALE_OTHER_CONVENTION 0x2A117A780000

/* How a call left the machine; the assembler's return value. */
#define GATE_RETURNED 0
#define GATE_CPP_EXCEPTION 1
#define GATE_FOREIGN_EXCEPTION 2
#define GATE_FORCED_UNWIND 3
#endif
