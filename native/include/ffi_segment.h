/* The memory that a host shares with one worker: the C face of Contracts/SharedMemory and Contracts/Images.
   The host creates the segment (a memory file sealed against resizing), the worker maps it before its runtime starts.
   Every offset here has its twin in C#; a test compiles this header and compares them.
   The host believes nothing that it reads in it. */
#ifndef FFI_SEGMENT_H
#define FFI_SEGMENT_H
#include <stdint.h>

#define FFI_SEGMENT_MAGIC 0x4D47534946460A0DULL
#define FFI_SEGMENT_VERSION 1u

/* Where the parts lie, in bytes from the start of the segment. Each starts on a page. */
#define FFI_HEADER_OFFSET   0x00000u
#define FFI_RECORDER_OFFSET 0x01000u   /* flight recorder: written by the gate on every call */
#define FFI_CRASH_OFFSET    0x02000u   /* crash record: written by the guard, once */
#define FFI_LANE_OFFSET     0x20000u   /* the image of the current call, at most FFI_LANE_SIZE bytes */
#define FFI_LANE_SIZE       0x20000u
#define FFI_WINDOW_OFFSET   0x40000u   /* the data of the current call, in slots that end at a guard page */

/* The window's slots. A slot is data pages followed by one guard page; slots of a class lie one after the other. */
#define FFI_GUARD_SIZE 4096u
#define FFI_SLOT_CLASSES 5
/*                         4 KiB    64 KiB      1 MiB      16 MiB     128 MiB */
#define FFI_SLOT_SIZES  { 0x1000u, 0x10000u, 0x100000u, 0x1000000u, 0x8000000u }
#define FFI_SLOT_COUNTS {      32,        8,         4,          2,          2 }

/* ---- header: host writes all but the worker's part ---- */
struct ffi_header {
    uint64_t magic;             /*   0 */
    uint32_t version;           /*   8 */
    uint32_t flags;             /*  12 */
    uint64_t segment_size;      /*  16 */
    int32_t  host_pid;          /*  24 */
    uint32_t reserved;          /*  28 */
    uint8_t  secret[32];        /*  32 proves to the host that the peer on the pipe has this segment; wiped by the worker after use */
    /* written by the worker's constructor */
    uint64_t segment_address;   /*  64 where the worker mapped the segment */
    uint64_t symbol_lookup;     /*  72 address of dlsym: every other address follows from it */
    int32_t  pipe;              /*  80 descriptor of the connected pipe, -1 before */
    int32_t  start_error;       /*  84 errno of the step that failed, 0 */
    uint32_t start_step;        /*  88 enum ffi_start_step: the last step reached */
    int32_t  worker_pid;        /*  92 */
};

enum ffi_header_flags {
    FFI_HEADER_ORDERLY_SHUTDOWN = 2 /* set by the worker's managed code before it ends itself: the exit that follows is no crash */
};

enum ffi_start_step {
    FFI_START_NOTHING = 0, FFI_START_SESSION = 1, FFI_START_DEATH_SIGNAL = 2, FFI_START_SEGMENT = 3, FFI_START_PIPE = 4,
    FFI_START_GUARD = 5, FFI_START_DONE = 6
};

/* ---- flight recorder ---- */
enum ffi_stage {
    FFI_STAGE_IDLE = 0,        /* no call on board */
    FFI_STAGE_RECEIVED = 1,    /* image is here, native code not yet entered */
    FFI_STAGE_NATIVE = 2,      /* in the called function */
    FFI_STAGE_READING = 3,     /* reading what the result points at */
    FFI_STAGE_CALLBACK = 4,    /* native code called back */
    FFI_STAGE_DONE = 5         /* result stored */
};

struct ffi_recorder {
    uint64_t sequence;          /*   0 the current or last call's number, given by the host */
    uint32_t stage;             /*   8 enum ffi_stage */
    int32_t  call_thread;       /*  12 thread id of the thread that makes calls */
    uint64_t calls;             /*  16 calls entered since the start */
    uint64_t entered_ns;        /*  24 CLOCK_MONOTONIC at entry of the current or last call */
    uint64_t row;               /*  32 row of a batch */
};

/* ---- crash record ---- */
enum ffi_crash_state { FFI_CRASH_NONE = 0, FFI_CRASH_REGISTERS = 1, FFI_CRASH_STACK = 2, FFI_CRASH_UNWOUND = 3 };
enum ffi_crash_kind  { FFI_CRASH_SIGNAL = 1, FFI_CRASH_EXIT = 2 /* exit() */, FFI_CRASH_QUICK_EXIT = 3 /* _exit(), quick_exit() */ };

#define FFI_MAX_FRAMES 128
#define FFI_STACK_COPY_SIZE 0x4000u
#define FFI_MAPS_COPY_SIZE  0x10000u

struct ffi_crash {
    uint32_t state;             /*    0 enum ffi_crash_state, written last at each stage (release) */
    uint32_t kind;              /*    4 */
    int32_t  signal;            /*    8 */
    int32_t  code;              /*   12 si_code */
    uint64_t address;           /*   16 si_addr */
    int32_t  sender_pid;        /*   24 si_pid where si_code <= 0 */
    int32_t  thread;            /*   28 thread id that crashed */
    uint64_t error_code;        /*   32 page fault error bits: 1 = protection, 2 = write, 16 = instruction fetch */
    uint64_t trap_number;       /*   40 13 = general protection (non-canonical address), 14 = page fault */
    int32_t  exit_code;         /*   48 for exits */
    uint32_t nested_signal;     /*   52 a second fault while recording, 0 */
    uint64_t sequence;          /*   56 copy of recorder.sequence */
    uint32_t stage;             /*   64 copy of recorder.stage */
    uint32_t frame_count;       /*   68 */
    uint64_t time_ns;           /*   72 CLOCK_MONOTONIC */
    uint64_t registers[18];     /*   80 rax rbx rcx rdx rsi rdi rbp rsp r8 r9 r10 r11 r12 r13 r14 r15 rip eflags */
    uint64_t stack_low;         /*  224 bounds of the crashing thread's stack, 0 if unknown */
    uint64_t stack_high;        /*  232 */
    uint32_t chain_count;       /*  240 entries of chain[] */
    uint32_t abort_length;      /*  244 */
    uint32_t stack_length;      /*  248 bytes of the stack copy, from rsp upwards */
    uint32_t maps_length;       /*  252 */
    char     thread_name[16];   /*  256 */
    uint64_t frames[FFI_MAX_FRAMES]; /*  272 by unwind tables; [0] is the faulting instruction. Bit 63 set: exact address
                                              (the faulting instruction, or just above a signal frame), else a return address */
    uint64_t chain[FFI_MAX_FRAMES];  /* 1296 by frame pointers; [0] is the faulting instruction */
    char     abort_message[1024];    /* 2320 what glibc said before abort() */
    /* 3344 */
};
#define FFI_CRASH_STACK_OFFSET 0x04000u   /* of the segment: FFI_STACK_COPY_SIZE bytes */
#define FFI_CRASH_MAPS_OFFSET  0x08000u   /* of the segment: FFI_MAPS_COPY_SIZE bytes: text of /proc/self/maps */

/* ---- call image ---- */
#define FFI_RESULT_POISON 0x7E5AC396A5D2B408ULL /* in rax before the call; its low byte 8 is the count of vector registers a variadic callee reads */
#define FFI_VECTOR_POISON 0x7FF4C396A5D2B408ULL /* in the low half of xmm0 after the arguments, where no argument uses it: a signalling NaN */

enum ffi_image_flags {
    FFI_IMAGE_POP_ST0 = 1,      /* result is a long double: pop st0 */
    FFI_IMAGE_POP_ST1 = 2,      /* result is a complex long double: pop st0 and st1 */
    FFI_IMAGE_WIDE_VECTORS = 4  /* load all 16 bytes of the vector registers, not the low 8 */
};
enum ffi_outcome { FFI_NOT_RUN = 0, FFI_RETURNED = 1, FFI_THREW = 2, FFI_THREAD_EXIT = 3, FFI_REFUSED = 4 /* malformed image */ };
enum ffi_fetch { FFI_FETCH_NOTHING = 0, FFI_FETCH_TEXT8 = 1, FFI_FETCH_TEXT16 = 2, FFI_FETCH_TEXT32 = 4 };
enum ffi_fetch_status { FFI_FETCH_SKIPPED = 0 /* pointer was null */, FFI_FETCHED = 1, FFI_FETCH_CUT = 2 /* no terminator within the limit */ };
enum ffi_machine_changes {
    FFI_MODES_CHANGED = 1,      /* the callee left another rounding mode, other masks or the direction flag behind */
    FFI_X87_UNBALANCED = 2      /* it left a value on the x87 stack, or none where one was expected: the prototype is wrong about long double */
};
enum ffi_convention { FFI_SYSTEM_V_X64 = 0 };

struct ffi_image {
    uint64_t target;            /*   0 address of the function */
    uint32_t convention;        /*   8 enum ffi_convention */
    uint32_t flags;             /*  12 enum ffi_image_flags */
    uint64_t integers[6];       /*  16 rdi rsi rdx rcx r8 r9 */
    uint8_t  vectors[8][16];    /*  64 xmm0-7 */
    uint32_t stack_words;       /* 192 number of 8-byte words, which lie at FFI_IMAGE_STACK */
    uint32_t stack_alignment;   /* 196 of the argument area: 16, 32 or 64 */
    uint32_t block_count;       /* 200 */
    uint32_t relocation_count;  /* 204 */
    uint64_t sequence;          /* 208 number of the call */
    int32_t  errno_before;      /* 216 value of errno at entry */
    uint32_t fetch_kind;        /* 220 enum ffi_fetch: what to read behind the pointer in rax */
    uint64_t fetch_offset;      /* 224 where in the window to put it */
    uint64_t fetch_limit;       /* 232 bytes */
    /* result */
    uint64_t rax;               /* 240 */
    uint64_t rdx;               /* 248 */
    uint8_t  xmm0[16];          /* 256 */
    uint8_t  xmm1[16];          /* 272 */
    uint8_t  st0[16];           /* 288 80 bits used */
    uint8_t  st1[16];           /* 304 */
    int32_t  errno_after;       /* 320 */
    uint32_t outcome;           /* 324 enum ffi_outcome */
    uint64_t exception;         /* 328 the C++ exception object, for the gate's own use */
    uint64_t fetch_length;      /* 336 bytes read (without terminator), or for FFI_THREW the bytes of "type NUL what" at fetch_offset; no NUL where there is no what() */
    uint32_t fetch_status;      /* 344 enum ffi_fetch_status */
    uint32_t mxcsr_changed;     /* 348 enum ffi_machine_changes; restored by the gate */
    /* 352: words of the stack, then blocks, then relocations */
};
#define FFI_IMAGE_SIZE 352u

enum ffi_block_flags { FFI_BLOCK_IN = 1 /* host sends the bytes */, FFI_BLOCK_OUT = 2 /* host wants them back */ };
struct ffi_block {              /* a piece of the window that belongs to this call */
    uint64_t offset;            /*  0 in the window */
    uint64_t length;            /*  8 bytes */
    uint32_t flags;             /* 16 enum ffi_block_flags; without IN the worker zeroes it before the call */
    uint32_t reserved;          /* 20 */
};

enum ffi_place { FFI_PLACE_IMAGE = 0, FFI_PLACE_WINDOW = 1 };
struct ffi_relocation {         /* "the 8 bytes at place become window address + value" */
    uint64_t place;             /*  0 offset in the image or in the window */
    uint64_t value;             /*  8 offset in the window */
    uint32_t space;             /* 16 enum ffi_place */
    uint32_t reserved;          /* 20 */
};
#endif
