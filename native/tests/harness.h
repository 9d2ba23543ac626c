/* A small host: each test is a worker process that does something, and a look at what it left behind. */
#ifndef FFI_HARNESS_H
#define FFI_HARNESS_H
#define _GNU_SOURCE
#include "ffi_segment.h"
#include "../gate/gate.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the host sees after the worker's death. */
struct run {
    uint8_t *segment;
    const struct ffi_header *header;
    const struct ffi_recorder *recorder;
    const struct ffi_crash *crash;
    int status;                /* of wait() */
    int worker;                /* process id */
    bool deadline_passed;      /* the harness had to kill it */
    char error_text[8192];     /* its stderr */
};

enum host_quirk { QUIRK_NONE, QUIRK_MAGIC, QUIRK_VERSION, QUIRK_SIZE, QUIRK_PARENT, QUIRK_NO_SEGMENT, QUIRK_NO_PIPE, QUIRK_SIGNALS_BLOCKED, QUIRK_HOST_DIES };

struct test {
    const char *name;                      /* a sentence about behaviour */
    void (*worker)(void);                  /* runs in the worker; returning means an orderly end */
    void (*verify)(const struct run *run); /* NULL: the worker checked everything itself and must have ended well */
    enum host_quirk quirk;
};

extern const struct test gate_tests[], exception_tests[], crash_tests[], exit_tests[], thread_tests[], runtime_tests[], start_tests[], lane_tests[], callback_tests[], batch_tests[], list_tests[], overrun_tests[];

/* In the worker and in verify alike: a failed expectation ends the test with its text. */
#define EXPECT(condition) ((condition) ? (void)0 : expectation_failed(__FILE__, __LINE__, #condition))
#define EXPECT_EQUAL(expected, actual) expect_equal(__FILE__, __LINE__, #actual, (uint64_t)(expected), (uint64_t)(actual))
_Noreturn void expectation_failed(const char *file, int line, const char *text);
void expect_equal(const char *file, int line, const char *text, uint64_t expected, uint64_t actual);

/* Worker side: building an image, in this order: words, blocks, relocations. */
uint8_t *window(void);
struct ffi_header *header(void);
const struct ffi_recorder *recorder(void);
void *fixture(const char *name);                          /* a function of the fixture library, loaded RTLD_LOCAL */
void *symbol_of(const char *library, const char *name);
struct ffi_image *image_on(uint32_t depth, void *target); /* in a frame of the lane; turns are kept */
struct ffi_image *image_for(void *target);                /* in the first, with a fetch area of 1024 bytes at FETCH_OFFSET */
void put_double(struct ffi_image *image, int index, double value);
void put_float(struct ffi_image *image, int index, float value);
void put_word(struct ffi_image *image, uint64_t word);
void put_bytes(struct ffi_image *image, const void *bytes, size_t length);   /* as stack words, padded */
void put_block(struct ffi_image *image, uint64_t offset, uint64_t length, uint32_t flags);
void put_relocation(struct ffi_image *image, uint32_t space, uint64_t place, uint64_t value);
uint64_t length_of(const struct ffi_image *image);
uint32_t call(struct ffi_image *image);                   /* the outcome */
uint32_t call_name(const char *fixture_name);
double double_in(const uint8_t *vector);
float float_in(const uint8_t *vector);

/* Slots: the first small one begins the window; one of 64 KiB follows the 32 small ones. */
#define SMALL_SLOT_END 0x1000u
#define FETCH_OFFSET (32u * 0x2000u)

/* Host side */
bool died_of(const struct run *run, int signal);
bool ended_with(const struct run *run, int code);
bool ended_well(const struct run *run);
const char *module_at(const struct run *run, uint64_t address, char *line, size_t size);   /* line of the recorded maps */
bool frame_in(const struct run *run, uint32_t frame, const char *module);
#endif
