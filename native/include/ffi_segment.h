/* The memory that a host shares with one worker: the C face of Contracts/SharedMemory and Contracts/Images.
   The host creates the segment (a memory file sealed against resizing), the worker maps it before its runtime starts.
   Every offset here has its twin in C#; a test compiles this header and compares them.
   The host believes nothing that it reads in it. */
#ifndef FFI_SEGMENT_H
#define FFI_SEGMENT_H
#include <stdint.h>

#define FFI_SEGMENT_MAGIC 0x4D47534946460A0DULL
#define FFI_SEGMENT_VERSION 6u

/* Where the parts lie, in bytes from the start of the segment. Each starts on a page. */
#define FFI_HEADER_OFFSET   0x00000u
#define FFI_RECORDER_OFFSET 0x01000u   /* flight recorder: written by the gate on every call */
#define FFI_CRASH_OFFSET    0x02000u   /* crash record: written by the guard, once */
#define FFI_HEAP_OFFSET     0x03000u   /* struct ffi_heap_finding: what a guarded heap knows of the fault in the crash record, or found itself */
#define FFI_CONTROL_OFFSET  0x18000u   /* who sleeps, what wakes them, and the lines by which they speak */
#define FFI_CONFINEMENT_OFFSET 0x19000u /* what the worker may do: written by the host before the start */
#define FFI_CONFINEMENT_SIZE    0x7000u
#define FFI_FOREIGN_OFFSET  0x20000u   /* callbacks from other threads than the call thread: FFI_FOREIGN_SLOTS records */
#define FFI_FOREIGN_SLOTS   32u
#define FFI_LANE_OFFSET    0x100000u   /* FFI_FRAMES frames: one for a call, one for each call within a callback of it */
#define FFI_FRAMES          16u
#define FFI_FRAME_SIZE      0x40000u
#define FFI_FRAME_CALLBACK  0x3C000u   /* of a frame: the image before it, and from here the callback that the frame before this one waits for */
#define FFI_WINDOW_OFFSET  0x500000u   /* the data of the current call, in slots that end at a guard page; what follows is the host's */

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
    int32_t  calls_pipe;        /*  28 written by the worker's constructor: descriptor of a second connection, for calls by JSON-RPC; -1 where there is none */
    uint8_t  secret[32];        /*  32 proves to the host that the peer on the pipe has this segment; wiped by the worker after use */
    /* written by the worker's constructor */
    uint64_t segment_address;   /*  64 where the worker mapped the segment */
    uint64_t symbol_lookup;     /*  72 address of dlsym: every other address follows from it */
    int32_t  pipe;              /*  80 descriptor of the connected pipe, -1 before */
    int32_t  start_error;       /*  84 errno of the step that failed, 0 */
    uint32_t start_step;        /*  88 enum ffi_start_step: the last step reached */
    int32_t  worker_pid;        /*  92 */
    char     contract_hash[64]; /*  96 written by the worker's managed code before it serves; ASCII, NUL-padded */
    /* 160 */
};

enum ffi_header_flags {
    FFI_HEADER_CALLS_BY_PIPE = 1,   /* set by the host: calls come by JSON-RPC, over a connection of their own */
    FFI_HEADER_ORDERLY_SHUTDOWN = 2,/* set by the worker before it ends itself: the exit that follows is no crash */
    FFI_HEADER_GUARDED_HEAP = 4     /* set by the host: descriptor FFI_HEAP_DESCRIPTOR is the guarded heap's library, which is preloaded from there */
};

enum ffi_start_step {
    FFI_START_NOTHING = 0, FFI_START_SESSION = 1, FFI_START_DEATH_SIGNAL = 2, FFI_START_SEGMENT = 3, FFI_START_PIPE = 4,
    FFI_START_GUARD = 5, FFI_START_CONFINEMENT = 6, FFI_START_DONE = 7
};

/* ---- confinement ---- */
enum ffi_confinement_flags {
    FFI_CONFINE_OTHERS = 1,     /* no signals to other processes, no tracing, scheduling or limiting of them, no writing into the kernel's files */
    FFI_CONFINE_MACHINE = 2,    /* no mounting, no modules, no clock, no restart: root's powers over the machine */
    FFI_CONFINE_EXEC = 4,       /* no other program */
    FFI_CONFINE_SOCKETS = 8,    /* no network and no socket */
    FFI_CONFINE_FILES = 16      /* only the paths listed */
};
#define FFI_NO_LIMIT 0
#define FFI_PATH_READ 'r'       /* the file, or everything in the folder, may be read and its code run */
#define FFI_PATH_WRITE 'w'      /* likewise written, made and removed */

struct ffi_confinement {
    uint32_t flags;             /*  0 enum ffi_confinement_flags; 0 asks for limits alone */
    uint32_t paths_length;      /*  4 */
    uint64_t memory;            /*  8 RLIMIT_DATA, bytes; FFI_NO_LIMIT for none, as in those that follow */
    uint64_t cpu_seconds;       /* 16 RLIMIT_CPU */
    uint64_t descriptors;       /* 24 RLIMIT_NOFILE */
    uint64_t file_size;         /* 32 RLIMIT_FSIZE, bytes */
    char     paths[];           /* 40 one after the other: FFI_PATH_READ or FFI_PATH_WRITE, an absolute path, NUL */
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

#define FFI_NO_ROW UINT64_MAX
struct ffi_recorder_frame {
    uint64_t sequence;          /*  0 the number of the frame's current or last call, given by the host */
    uint32_t stage;             /*  8 enum ffi_stage */
    uint32_t callback;          /* 12 in stage CALLBACK: the number of the callback that is out */
    uint64_t row;               /* 16 of a batch: the row that runs, or ran last, or FFI_NO_ROW; of a list: the call, from 0 */
};

struct ffi_recorder {
    uint32_t depth;             /*   0 the current call is that of frames[depth] */
    int32_t  call_thread;       /*   4 thread id of the thread that makes calls */
    uint64_t calls;             /*   8 calls entered since the start */
    uint64_t overrun;           /*  16 the first byte that was touched behind a buffer of a call that is out; 0 where there is none */
    uint64_t overrun_error;     /*  24 page fault error bits of that, as in a crash record */
    struct ffi_recorder_frame frames[FFI_FRAMES]; /* 32 */
    /* 416 */
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
    uint64_t sequence;          /*   56 of the frame that was the current one */
    uint32_t stage;             /*   64 likewise */
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
    uint32_t depth;             /* 3344 copy of recorder.depth */
    uint32_t reserved;          /* 3348 */
    /* 3352 */
};
#define FFI_CRASH_STACK_OFFSET 0x04000u   /* of the segment: FFI_STACK_COPY_SIZE bytes */
#define FFI_CRASH_MAPS_OFFSET  0x08000u   /* of the segment: FFI_MAPS_COPY_SIZE bytes: text of /proc/self/maps, shortened (guard/maps.c) */

/* ---- guarded heap ----
   What a call allocates in a worker with a guarded heap (native/heap) ends at a page that nobody may touch, and cannot be touched any more once it is freed. */
#define FFI_HEAP_DESCRIPTOR 5
#define FFI_HEAP_FRAMES 8u
enum ffi_heap_function {
    FFI_HEAP_MALLOC = 1, FFI_HEAP_CALLOC = 2, FFI_HEAP_REALLOC = 3, FFI_HEAP_MEMALIGN = 4 /* and posix_memalign, aligned_alloc, valloc */,
    FFI_HEAP_NEW = 5, FFI_HEAP_NEW_ARRAY = 6, FFI_HEAP_FREE = 7, FFI_HEAP_DELETE = 8, FFI_HEAP_DELETE_ARRAY = 9
};
struct ffi_heap_origin {        /* where a block came from, or who freed it */
    uint64_t sequence;          /*   0 number of the outermost call that was out, or had been out last */
    uint64_t target;            /*   8 address of the function of the innermost one */
    int32_t  thread;            /*  16 */
    uint32_t depth;             /*  20 0 for a call, 1 for one within a callback of it, and so on */
    uint32_t function;          /*  24 enum ffi_heap_function */
    uint32_t frame_count;       /*  28 */
    uint64_t frames[FFI_HEAP_FRAMES]; /* 32 return addresses, the innermost first, as far as the worker's own code */
    /* 96 */
};
enum ffi_heap_kind {
    FFI_HEAP_NOTHING = 0,
    FFI_HEAP_TOUCHED_FREED = 1,     /* the fault address lies in or at a block that was freed */
    FFI_HEAP_TOUCHED_BEHIND = 2,    /* behind the end of one that is in use */
    FFI_HEAP_TOUCHED_BEFORE = 3,    /* before the start of one */
    FFI_HEAP_FREED_TWICE = 4,
    FFI_HEAP_FREED_INSIDE = 5,      /* another address of a block than its start was freed */
    FFI_HEAP_FREED_STRANGER = 6,    /* an address of the heap's that never was a block's */
    FFI_HEAP_FREED_LENT = 7,        /* an address in the segment: what a call was lent, or rented memory */
    FFI_HEAP_FREED_STATIC = 8,      /* one in the image of a library */
    FFI_HEAP_FREED_STACK = 9,       /* one on the thread's own stack */
    FFI_HEAP_WRONG_FUNCTION = 10,   /* malloc and delete, new[] and delete, and the like */
    FFI_HEAP_OVERWRITTEN = 11       /* the canary before or behind a block was changed: seen when it was freed, or the heap was listed */
};
struct ffi_heap_finding {
    uint32_t kind;              /*   0 enum ffi_heap_kind, written last */
    uint32_t function;          /*   4 enum ffi_heap_function: of what the heap found itself, who was called; 0 for a look at all blocks */
    uint64_t address;           /*   8 the fault address, or what was to be freed */
    uint64_t block;             /*  16 its start, 0 where there is none */
    uint64_t size;              /*  24 bytes that were asked for */
    int64_t  first;             /*  32 OVERWRITTEN: the first byte that was changed, counted from the block's start */
    int64_t  last;              /*  40 the last one */
    struct ffi_heap_origin allocated; /*  48 of the block */
    struct ffi_heap_origin freed;     /* 144 likewise, where it was */
    /* 240 */
};
struct ffi_heap_group {         /* blocks in use that came from one place */
    uint64_t blocks;            /*   0 */
    uint64_t bytes;             /*   8 */
    uint64_t address;           /*  16 of the one that is in use longest */
    uint64_t last_sequence;     /*  24 of the one that is not */
    struct ffi_heap_origin first; /* 32 of the one that is in use longest */
    /* 128 */
};
struct ffi_heap_listing {
    uint64_t blocks;            /*   0 in use, those of groups that found no room too */
    uint64_t bytes;             /*   8 */
    uint64_t unguarded;         /*  16 allocations so far that the bounds of the heap left to libc */
    uint32_t group_count;       /*  24 */
    uint32_t reserved;          /*  28 */
    /* 32: the groups */
};

/* ---- exchange ----
   What host and worker say to each other, in turns: the host asks or answers a callback, the worker returns or calls back. All of it lies in one line of memory,
   which goes to and fro between them, and with it comes all that most calls need. The turn is a futex word, which whoever speaks counts up when everything else
   is written, in one store with the message; a side that sleeps on it is woken by the other, who looks at its word in struct ffi_control for as long as no answer
   has come, and before it sleeps itself, behind a full barrier. Turns count modulo 2^31: bit 31 says that the worker is dead or dying, and so does a word in struct
   ffi_control, since what the host says at that moment takes the bit away. */
struct ffi_exchange {
    uint32_t turn;              /*   0 bit 31: FFI_TURN_DEAD */
    uint32_t message;           /*   4 enum ffi_request or enum ffi_reply */
    union {
        uint64_t operand;       /*   8 of a call, batch or list: its number; of an answer: enum ffi_answer_place */
        struct {
            uint32_t depth;     /*   8 of every reply: the frame of its call. Where native code jumped past a callback (longjmp), another call ends than the one that is waited for */
            union {
                uint32_t machine_changes; /* 12 of FFI_REPLY_REGISTERS, as in an image */
                uint32_t callback;        /* 12 of FFI_REPLY_CALLBACK: which one */
            };
        };
    };
    uint64_t integers[4];       /*  16 of a call: the first four integer registers; of an answer: rax, rdx; of FFI_REPLY_REGISTERS: rax, rdx, errno; of FFI_REPLY_CALLBACK: the first four registers that it is called with, as in its record */
    uint64_t vectors[2];        /*  48 the low halves of xmm0 and xmm1 */
    /* 64 */
};

/* ---- control: each word on a line of its own, so that a change of one disturbs no reader of another; but for worker_dead, which is looked at with the one before ---- */
struct ffi_control {
    uint32_t worker_sleeps;     /*   0 the worker: its call thread is in futex_wait on the turn, or about to be */
    uint32_t worker_dead;       /*   4 the worker: FFI_TURN_DEAD once it is dead or dying. Beside the word before: whoever waits looks at both */
    uint32_t line0[14];
    uint32_t host_sleeps;       /*  64 the host: somebody is in futex_wait on the turn, or about to be */
    uint32_t line1[15];
    uint32_t foreign_bell;      /* 128 futex: +1 for each callback posted in a foreign slot */
    uint32_t line2[15];
    uint32_t ready;             /* 192 futex: 1 once the worker serves */
    uint32_t line3[15];
    uint32_t cancel;            /* 256 the host: the number of the batch that is to stop after its current row */
    uint32_t line4[31];
    struct ffi_exchange exchange; /* 384 */
    uint32_t line5[16];         /* 448 processors fetch lines in pairs */
    /* 512 */
};

/* ---- the conversation ----
   The first call is on frame 0. A callback of the call on frame d has its record on frame d + 1, and calls within it are made there. */
#define FFI_TURN_DEAD 0x80000000u

enum ffi_request {
    FFI_REQUEST_ENTER = 1,           /* run the image of the first frame behind those of the calls that are out */
    FFI_REQUEST_CALLBACK_RETURN = 2, /* the answer to the callback that is out */
    FFI_REQUEST_STOP = 3,            /* end the worker: no reply */
    FFI_REQUEST_BATCH = 4,           /* run the image for each row of the batch behind it */
    FFI_REQUEST_LIST = 5             /* make the calls of the list behind the image, one after the other */
};
enum ffi_answer_place { FFI_ANSWER_IN_REGISTERS = 0 /* of the exchange; all else is zero */, FFI_ANSWER_IN_RECORD = 1 /* in the callback's record */ };
enum ffi_reply {
    FFI_REPLY_RETURN = 1,            /* the call has ended: see the result part of its image */
    FFI_REPLY_CALLBACK = 2,          /* the call calls back: see the callback record of the next frame, where the exchange does not say all of it that is of use */
    FFI_REPLY_REGISTERS = 3          /* the function has returned, and all that is to be said of it is in the exchange; its result part says the same */
};

/* ---- call image ---- */
#define FFI_RESULT_POISON 0x7E5AC396A5D2B408ULL /* in rax before the call; its low byte 8 is the count of vector registers a variadic callee reads */

/* Tell-tale values: what lies in the registers that no argument fills, and in the word of the stack behind the arguments. Whoever uses one needs an argument
   that the prototype does not declare. Integer registers hold addresses, each in the middle of room that the worker's constructor reserves and nobody can access (where
   something else lies there already, it starts all the same); the low 32 bits of each are no usual number either. Vector registers hold signalling NaNs whose low half is a float of the same kind, and whose upper part is that of the
   low half as a double: what is computed with one is quiet, and has the rest of its bits, whether as float or double. */
#define FFI_TELL_TALES 8u
#define FFI_TELL_TALE_ROOM 0x100000ULL
#define FFI_TELL_TALES_START 0x2A117A000000ULL
#define FFI_TELL_TALE(number) (FFI_TELL_TALES_START + FFI_TELL_TALE_ROOM / 2 + FFI_TELL_TALE_ROOM * (number))   /* 0-5: of the integer register */
#define FFI_TELL_TALE_STACK 6u             /* the number of that behind the words of the stack */
#define FFI_TELL_TALE_OTHER_CONVENTION 7u  /* in rdi and rsi in a call of the Microsoft convention, which has no arguments there */
#define FFI_TELL_TALE_NAN 0x7FF4B4B87FA5A5C3ULL
#define FFI_TELL_TALE_NAN_STEP 0x100000008ULL
#define FFI_TELL_TALE_VECTOR(number) (FFI_TELL_TALE_NAN + FFI_TELL_TALE_NAN_STEP * (number))

enum ffi_image_flags {
    FFI_IMAGE_POP_ST0 = 1,      /* result is a long double: pop st0 */
    FFI_IMAGE_POP_ST1 = 2,      /* result is a complex long double: pop st0 and st1 */
    FFI_IMAGE_WIDE_VECTORS = 4, /* load all 16 bytes of the vector registers, not the low 8 */
    FFI_IMAGE_WIDE_RESULT = 8   /* the result is more than rax, rdx and the low halves of xmm0 and xmm1: it is not told by registers alone */
};
enum ffi_outcome { FFI_NOT_RUN = 0, FFI_RETURNED = 1, FFI_THREW = 2, FFI_OVERRAN = 3 /* it ended, but left a buffer of the call: see struct ffi_overruns */,
                   FFI_THREAD_EXIT = 4, FFI_REFUSED = 5 /* malformed image */ };
enum ffi_fetch { FFI_FETCH_NOTHING = 0, FFI_FETCH_TEXT8 = 1, FFI_FETCH_TEXT16 = 2, FFI_FETCH_TEXT32 = 4 };
enum ffi_fetch_status { FFI_FETCH_SKIPPED = 0 /* pointer was null */, FFI_FETCHED = 1, FFI_FETCH_CUT = 2 /* no terminator within the limit */ };
enum ffi_machine_changes {
    FFI_MODES_CHANGED = 1,      /* the callee left another rounding mode, other masks or the direction flag behind */
    FFI_X87_UNBALANCED = 2,     /* it left a value on the x87 stack, or none where one was expected: the prototype is wrong about long double */
    FFI_MEMORY_REFUSED = 4,     /* of a call with blocks: errno is EFAULT, by which the kernel says that it met memory which it may not touch */
    FFI_CONST_CHANGED = 8,      /* a block that the function only reads was changed; which, and from which byte on, is in the bits from these on */
    FFI_HEAP_REFUSED = 16       /* errno is EFAULT, and an argument is an address in a freed block of the guarded heap: the struct ffi_heap_finding at FFI_HEAP_OFFSET says of which */
};
#define FFI_CONST_BLOCK_SHIFT 8u   /* its place in the image's table, 8 bits */
#define FFI_CONST_BYTE_SHIFT 16u   /* counted from its start, 16 bits */
enum ffi_convention { FFI_SYSTEM_V_X64 = 0, FFI_MICROSOFT_X64 = 1 };

/* Laid out so that the next call of the same function finds most of it in place: what differs, the number of the call and the first registers, comes in the
   exchange and is put here by the worker. */
struct ffi_image {
    uint64_t sequence;          /*   0 number of the call: the operand of its request */
    uint64_t target;            /*   8 address of the function */
    uint32_t length;            /*  16 bytes of the image, tables included */
    uint16_t convention;        /*  20 enum ffi_convention */
    uint16_t flags;             /*  22 enum ffi_image_flags */
    uint32_t message;           /*  24 enum ffi_request: as what it is to be run. For the host's side: the worker goes by the exchange */
    uint32_t reserved_head;     /*  28 */
    uint32_t stack_words;       /*  32 number of 8-byte words, which lie behind the fixed part; Microsoft x64: the first four are the shadow space */
    uint32_t block_count;       /*  36 */
    uint32_t relocation_count;  /*  40 */
    uint16_t stack_alignment;   /*  44 of the argument area: a power of two from 16 to 4096 */
    uint16_t fetch_kind;        /*  46 enum ffi_fetch: what to read behind the pointer in rax */
    int32_t  errno_before;      /*  48 value of errno at entry */
    uint32_t fetch_limit;       /*  52 bytes */
    uint64_t fetch_offset;      /*  56 where in the window to put it */
    uint64_t integers[6];       /*  64 rdi rsi rdx rcx r8 r9; Microsoft x64: rcx rdx r8 r9. The first four come in the exchange */
    uint64_t reserved[2];       /* 112 */
    uint8_t  vectors[8][16];    /* 128 xmm0-7; Microsoft x64: xmm0-3. The low halves of the first two come in the exchange */
    /* result */
    uint32_t outcome;           /* 256 enum ffi_outcome */
    uint32_t mxcsr_changed;     /* 260 enum ffi_machine_changes; restored by the gate */
    int32_t  errno_after;       /* 264 */
    uint32_t fetch_status;      /* 268 enum ffi_fetch_status */
    uint64_t rax;               /* 272 */
    uint64_t rdx;               /* 280 */
    uint8_t  xmm0[16];          /* 288 */
    uint8_t  xmm1[16];          /* 304 */
    uint64_t fetch_length;      /* 320 bytes read (without terminator), or for FFI_THREW the bytes of "type NUL what" at fetch_offset; no NUL where there is no what() */
    uint64_t rows_done;         /* 328 of a batch: rows whose results are stored; of a list: calls that ran */
    uint8_t  st0[16];           /* 336 80 bits used */
    uint8_t  st1[16];           /* 352 */
    uint64_t exception;         /* 368 the C++ exception object, for the gate's own use */
    uint64_t reserved_result;   /* 376 */
    /* 384: words of the stack, then blocks, then relocations, then the batch or the list */
};
#define FFI_IMAGE_SIZE 384u

enum ffi_block_flags { FFI_BLOCK_IN = 1 /* host sends the bytes */, FFI_BLOCK_OUT = 2 /* host wants them back */ };
#define FFI_BLOCK_GUARDED 4u    /* flags beside those: see below; */
#define FFI_BLOCK_CONST 16u     /* of a guarded block: the function only reads it, as its prototype says. A change of one of its first FFI_CONST_BYTES bytes is told, of the first FFI_CONST_BLOCKS of a call */
#define FFI_CONST_BYTES 256u
#define FFI_CONST_BLOCKS 4u
#define FFI_BLOCK_LENT 8u       /* when the outermost call has ended, nobody may touch the block's pages until a call has a block there again */
struct ffi_block {              /* a piece of the window that belongs to this call */
    uint64_t offset;            /*  0 in the window */
    uint64_t length;            /*  8 bytes */
    uint32_t flags;             /* 16 enum ffi_block_flags; without IN the worker zeroes it before the call */
    uint32_t reserved;          /* 20 */
};

/* ---- guarded blocks ----
   Around a guarded block the worker puts canaries: FFI_CANARY_BYTES before it, as far as its slot reaches, and behind it where less than that is left to the guard page.
   An access to that page does not end the worker: the page is opened (filled with the canary for a write, with zeros for a read), noted, and closed when the
   call has ended. What was noted, and canaries that changed, make the outcome FFI_OVERRAN: the fetch area then holds a struct ffi_overruns, fetch_length bytes of it,
   where it has room for FFI_OVERRUNS_SIZE bytes. */
#define FFI_CANARY 0xA6u             /* bytes that look to glibc like the size of a mapped chunk: free of a buffer aborts there, as free of any stranger */
#define FFI_CANARY_BYTES 64u
#define FFI_MAX_OVERRUNS 8u
#define FFI_OVERRUN_FRAMES 16u
enum ffi_overrun_kind {
    FFI_CANARY_BEFORE = 1,      /* the bytes before a block were changed */
    FFI_CANARY_BEHIND = 2,      /* the bytes between a block and its guard page were changed */
    FFI_PAGE_READ = 3,          /* the guard page was read */
    FFI_PAGE_WRITTEN = 4        /* the guard page was written, perhaps read before */
};
struct ffi_overrun {
    uint32_t block;             /*  0 its place in the image's table */
    uint32_t kind;              /*  4 enum ffi_overrun_kind */
    int64_t  first;             /*  8 the first byte, counted from the block's start */
    int64_t  last;              /* 16 the last byte that was changed; of a page that was read, the first */
    uint64_t row;               /* 24 what the recorder's frame had as its row when the page was touched; of canaries, at the end */
    int32_t  thread;            /* 32 that touched the page; 0 for canaries */
    uint32_t frame_count;       /* 36 */
    uint64_t frames[FFI_OVERRUN_FRAMES]; /* 40 as in a crash record */
    /* 168 */
};
struct ffi_overruns {
    uint32_t count;             /*  0 at most FFI_MAX_OVERRUNS */
    uint32_t outcome;           /*  4 what it would be otherwise */
    struct ffi_overrun entries[FFI_MAX_OVERRUNS]; /* 8 */
    /* 1352 */
};
#define FFI_OVERRUNS_SIZE 1352u

enum ffi_place { FFI_PLACE_IMAGE = 0, FFI_PLACE_WINDOW = 1 };
struct ffi_relocation {         /* "the 8 bytes at place become window address + value" */
    uint64_t place;             /*  0 offset in the image or in the window */
    uint64_t value;             /*  8 offset in the window */
    uint32_t space;             /* 16 enum ffi_place */
    uint32_t reserved;          /* 20 */
};

/* ---- batch ----
   Behind the relocations of an image, and within its length: one call for each row, with the image's arguments but for those that columns give. */
struct ffi_batch {
    uint64_t rows;              /*  0 at least one */
    uint64_t first_row;         /*  8 what the host calls the first: the recorder counts from it */
    uint32_t column_count;      /* 16 arguments */
    uint32_t result_count;      /* 20 columns that get results */
    uint32_t number;            /* 24 what the host writes to control.cancel to stop it */
    uint16_t integer_registers; /* 28 that hold arguments: rows after the first need no others */
    uint16_t vector_registers;  /* 30 */
    /* 32: the columns of arguments, then those of results */
};
enum ffi_column_kind {
    FFI_COLUMN_UNSIGNED = 0,    /* 1, 2, 4 or 8 bytes, the rest of the word zero */
    FFI_COLUMN_SIGNED = 1,      /* likewise, the rest of the word copies of the sign */
    FFI_COLUMN_BYTES = 2,       /* as many bytes as there are, from the word's first on; and every result */
    FFI_COLUMN_ADDRESS = 3      /* the word is the address of the row's bytes in the column */
};
struct ffi_column {
    uint64_t offset;            /*  0 of row 0, in the window */
    uint32_t stride;            /*  8 from one row to the next, in bytes */
    uint32_t size;              /* 12 bytes of a row that count; at most the stride */
    uint32_t place;             /* 16 offset in the image: of an argument, or of a register in the result part */
    uint32_t kind;              /* 20 enum ffi_column_kind */
};

/* ---- call list ----
   Behind the relocations of an image, and within its length: calls of different functions, one after the other. The image itself is none of them: it has
   their blocks, the area for what they say, and how the list ended. A call is as small as it can be, since it travels through caches. */
struct ffi_list {
    uint32_t call_count;        /*  0 at least one */
    uint32_t flags;             /*  4 enum ffi_list_flags */
    uint64_t results;           /*  8 offset in the window: a struct ffi_list_result for each call, then the registers of those that need more */
    uint64_t results_length;    /* 16 bytes */
    uint32_t text_limit;        /* 24 bytes of text that the calls can return together; the rest of the fetch area is for an exception */
    uint32_t number;            /* 28 the same as that of the list before on this frame: it has the same form, and is not looked at again; 0 never is */
    /* 32: the calls */
};
enum ffi_list_flags {
    FFI_LIST_CHECK_EACH = 1     /* look at the machine's modes after each call, and not once behind the last */
};

enum ffi_list_call_flags {      /* beside those of enum ffi_image_flags */
    FFI_LIST_XMM0 = 0x100,      /* the result is in xmm0, not in rax */
    FFI_LIST_ALWAYS = 0x200     /* run it also where the list has stopped, if the calls that it is linked to have run */
};
enum ffi_condition { FFI_CONDITION_NONE = 0, FFI_CONDITION_EQUAL = 1, FFI_CONDITION_NOT_EQUAL = 2, FFI_CONDITION_AT_LEAST = 3, FFI_CONDITION_AT_LEAST_UNSIGNED = 4 };
struct ffi_list_call {
    uint64_t target;            /*  0 address of the function */
    uint64_t expected;          /*  8 what the condition compares rax with */
    uint32_t registers;         /* 16 offset in the results: where its struct ffi_list_registers goes; 0 where one word is all */
    uint32_t size;              /* 20 bytes, words and links included */
    uint16_t stack_words;       /* 24 as in an image */
    uint16_t stack_alignment;   /* 26 as in an image */
    uint16_t link_count;        /* 28 */
    uint16_t flags;             /* 30 enum ffi_image_flags, enum ffi_list_call_flags */
    uint8_t  convention;        /* 32 enum ffi_convention */
    uint8_t  fetch_kind;        /* 33 enum ffi_fetch */
    uint8_t  condition;         /* 34 enum ffi_condition: where it does not hold, the list stops */
    uint8_t  condition_shift;   /* 35 both sides are shifted left by this before: what is above the result's own bits does not count */
    uint8_t  integer_count;     /* 36 integer registers that follow, the first ones; the others get tell-tale values */
    uint8_t  vector_count;      /* 37 vector registers that follow: 8 bytes each, 16 with FFI_IMAGE_WIDE_VECTORS */
    uint16_t reserved;          /* 38 */
    /* 40: integer registers, vector registers, words of the stack, links */
};

enum ffi_link_kind {
    FFI_LINK_UNSIGNED = 0,      /* an integer of 1, 2, 4 or 8 bytes becomes the word at a place of the call */
    FFI_LINK_SIGNED = 1,        /* likewise, with a sign */
    FFI_LINK_BYTES = 2,         /* the bytes as they are, to a place of the call */
    FFI_LINK_COPY = 3,          /* the bytes as they are, to another place in the window */
    FFI_LINK_ADDRESS = 4        /* the word becomes the address of what lies there */
};
#define FFI_RANGE_SIGNED 0x80   /* in a range, beside the number of bits */
struct ffi_link {               /* an argument that an earlier call gave: its result, or what it wrote into memory */
    uint64_t from;              /*  0 offset in the window */
    uint64_t to;                /*  8 offset in an image, of an argument; of COPY offset in the window */
    uint32_t size;              /* 16 bytes */
    uint16_t call;              /* 20 the earlier call; of ADDRESS 0 */
    uint8_t  kind;              /* 22 enum ffi_link_kind */
    uint8_t  range;             /* 23 of an integer: the bits that the parameter has, FFI_RANGE_SIGNED; a value that it cannot have stops the list */
};

enum ffi_call_state {
    FFI_CALL_NOT_RUN = 0,
    FFI_CALL_COMPLETED = 1,
    FFI_CALL_STOPPED = 2,       /* completed, and its condition does not hold */
    FFI_CALL_UNFIT = 3,         /* not run: a linked integer is none that the parameter can have */
    FFI_CALL_THREW = 4
};
struct ffi_list_result {
    uint64_t value;             /*  0 rax, or the low half of xmm0; of a call that threw, offset and length of its text in the fetch area, 32 bits each */
    int32_t  errno_after;       /*  8 */
    uint8_t  state;             /* 12 enum ffi_call_state */
    uint8_t  machine_changes;   /* 13 enum ffi_machine_changes */
    uint8_t  fetch_status;      /* 14 enum ffi_fetch_status */
    uint8_t  reserved;          /* 15 */
};
struct ffi_list_registers {
    uint64_t rax;               /*  0 */
    uint64_t rdx;               /*  8 */
    uint64_t text_offset;       /* 16 of the text that the result points at, in the fetch area */
    uint64_t text_length;       /* 24 bytes */
    uint8_t  xmm0[16];          /* 32 */
    uint8_t  xmm1[16];          /* 48 */
    uint8_t  st0[16];           /* 64 */
    uint8_t  st1[16];           /* 80 */
    /* 96 */
};

/* ---- callbacks ---- */
#define FFI_CALLBACKS 1024u           /* trampolines of each convention */
#define FFI_CALLBACK_SIZE 0x4000u
#define FFI_CALLBACK_RULES 8u
#define FFI_CALLBACK_STACK_WORDS 1024u
#define FFI_CALLBACK_DATA_ALIGNMENT 16u
#define FFI_CALLBACK_DATA 7872u       /* bytes that the rules of a callback can bring along together */

struct ffi_answer {                   /* what a callback returns to C */
    uint64_t rax;                     /*  0 */
    uint64_t rdx;                     /*  8 */
    uint8_t  xmm0[16];                /* 16 */
    uint8_t  xmm1[16];                /* 32 */
    uint8_t  st0[16];                 /* 48 80 bits used */
    uint8_t  st1[16];                 /* 64 */
    uint64_t reserved[2];             /* 80 */
    /* 96 */
};

enum ffi_foreign_state {
    FFI_FOREIGN_FREE = 0,
    FFI_FOREIGN_CLAIMED = 1,          /* a thread writes it */
    FFI_FOREIGN_POSTED = 2,           /* for the host to take */
    FFI_FOREIGN_TAKEN = 3,            /* the host has it */
    FFI_FOREIGN_ANSWERED = 4          /* for the thread to go on with */
};

struct ffi_callback {                 /* native code called back: in the frame after its call's, or in a foreign slot */
    uint32_t state;                   /*    0 foreign slots: enum ffi_foreign_state, a futex */
    uint32_t index;                   /*    4 which callback */
    int32_t  thread;                  /*    8 id of the thread that calls */
    uint32_t stack_words;             /*   12 */
    uint64_t integers[6];             /*   16 as in an image */
    uint8_t  vectors[8][16];          /*   64 */
    struct ffi_answer answer;         /*  192 where the exchange does not hold it, and in foreign slots */
    uint32_t data_lengths[FFI_CALLBACK_RULES];  /* 288 bytes that each rule brought along; 0 for a null pointer */
    uint64_t stack[FFI_CALLBACK_STACK_WORDS];   /* 320 from the caller's argument area; Microsoft x64: the first four are the shadow space */
    uint8_t  data[FFI_CALLBACK_DATA]; /* 8512 what the rules brought along, one after the other, each aligned to 16 */
    /* 16384 */
};

/* Bytes behind an argument that a callback brings along. A slot is an argument: 0-5 an integer register, FFI_SLOT_STACK + n word n of the stack. */
#define FFI_SLOT_STACK 8
#define FFI_SLOT_ONE (-1)             /* as size_slot: one element */
#define FFI_SLOT_TEXT (-2)            /* as size_slot: up to a terminator of element_size zero bytes (1, 2 or 4), which is not brought along */
#define FFI_SLOT_INT 0x10000          /* added to a size_slot: an int, whose register holds anything in its upper half; negative is none */
struct ffi_callback_rule {
    int32_t  pointer_slot;            /*  0 */
    int32_t  size_slot;               /*  4 the number of elements */
    uint32_t element_size;            /*  8 bytes */
    uint32_t maximum;                 /* 12 bytes: what is more is cut */
};

enum ffi_callback_result { FFI_RESULT_REGISTERS = 0 /* rax, rdx, xmm0, xmm1 */, FFI_RESULT_ST0 = 1, FFI_RESULT_ST0_ST1 = 2,
                           FFI_RESULT_MEMORY = 3 /* behind the hidden pointer in the first integer register; the answer's bytes lie in data */ };
struct ffi_callback_entry {           /* how a bound callback is called; lies in the worker's own memory */
    uint32_t bound;                   /*  0 */
    uint32_t convention;              /*  4 enum ffi_convention */
    uint32_t stack_words;             /*  8 of its arguments, as in an image */
    uint32_t result;                  /* 12 enum ffi_callback_result */
    uint32_t rule_count;              /* 16 */
    uint32_t result_size;             /* 20 bytes of a result in memory */
    struct ffi_callback_rule rules[FFI_CALLBACK_RULES]; /* 24 */
    /* 152 */
};
#endif
