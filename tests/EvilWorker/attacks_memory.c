/* 65 to 86: lies in the shared memory. */
#define _GNU_SOURCE
#include "evil.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

/* As long as it runs, what the host reads is not what it read a moment ago. */
static _Noreturn void flip_for_ever(struct ffi_image *image)
{
    for (uint64_t i = 0;; i++) {
        image->fetch_length = i % 2 == 0 ? 0 : UINT64_MAX;
        image->outcome = i % 3 == 0 ? 77 : FFI_RETURNED;
        exchange()->message = i % 5 == 0 ? FFI_REPLY_CALLBACK : FFI_REPLY_RETURN;
        image->rax = i;
    }
}

static void *flip(void *image)
{
    flip_for_ever(image);
}

static _Noreturn void scribble_for_ever(uint8_t *window)
{
    for (uint8_t i = 0;; i++)
        memset(window, i, 0x1000);
}

static void *scribble_window(void *window)
{
    scribble_for_ever(window);
}

static void scribble_everything(void)
{
    while (true) {
        memset(evil.segment + FFI_RECORDER_OFFSET, 0xff, FFI_CONTROL_OFFSET - FFI_RECORDER_OFFSET);
        memset(evil.segment + FFI_LANE_OFFSET, 0xff, (size_t)FFI_FRAMES * FFI_FRAME_SIZE);
        say(UINT32_MAX, UINT32_MAX);
        usleep(1000);
    }
}

static uint64_t error_of(int result) { return result == 0 ? 0 : (uint64_t)errno; }

bool memory_attack(int attack, struct call *call)
{
    struct ffi_image *image = call->image;
    pthread_t thread;
    switch (attack) {
    case 65:
        fill_result(image, ANSWER);
        say(FFI_REPLY_RETURN, exchange()->turn + 5);
        return true;
    case 66:
        fill_result(image, ANSWER);
        say(FFI_REPLY_RETURN, exchange()->turn - 1);
        return true;
    case 67:
        fill_result(image, ANSWER);
        reply(call, (enum ffi_reply)9);
        return true;
    case 68: case 69:
        fill_result(image, ANSWER);
        image->outcome = attack == 68 ? 200 : FFI_REFUSED;
        reply(call, FFI_REPLY_RETURN);
        return true;
    case 70:
        fill_result(image, 0x7000);
        image->fetch_status = FFI_FETCHED;
        image->fetch_length = 1ull << 63;
        reply(call, FFI_REPLY_RETURN);
        return true;
    case 71:
        fill_result(image, ANSWER);
        image->fetch_length = 100;
        reply(call, FFI_REPLY_RETURN);
        return true;
    case 72:
        fill_result(image, 0x7000);
        image->fetch_status = FFI_FETCHED;
        image->fetch_length = 3;
        memset(evil.segment + FFI_WINDOW_OFFSET + image->fetch_offset, 0xff, 3);
        reply(call, FFI_REPLY_RETURN);
        return true;
    case 73:
        fill_result(image, ANSWER);
        pthread_create(&thread, NULL, flip, image);
        reply(call, FFI_REPLY_RETURN);
        return true;
    case 74:
        pthread_create(&thread, NULL, scribble_window, evil.segment + FFI_WINDOW_OFFSET);
        answer(call, ANSWER);
        return true;
    case 75:
        scribble_everything();
        return true;
    case 76:
        answer(call, error_of(fallocate(SEGMENT_DESCRIPTOR, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, (off_t)evil.segment_size)));
        return true;
    case 77:
        answer(call, error_of(ftruncate(SEGMENT_DESCRIPTOR, 4096)));
        return true;
    case 78:
        answer(call, error_of(fcntl(SEGMENT_DESCRIPTOR, F_ADD_SEALS, F_SEAL_FUTURE_WRITE)));
        return true;
    case 79:
        munmap(evil.segment, evil.segment_size);
        return *(volatile uint8_t *)evil.segment == 0;
    case 80:
        answer(call, unlink("/proc/self/fd/3") != 0);
        return true;
    case 81:
        fcntl(SEGMENT_DESCRIPTOR, F_SETFL, O_APPEND | O_NONBLOCK);
        lseek(SEGMENT_DESCRIPTOR, 0, SEEK_END);
        _exit(3);
    case 82:
        say(0, exchange()->turn | FFI_TURN_DEAD);
        return true;
    case 83:
        fill_result(image, ANSWER);
        image->rows_done = 1000000000;
        reply(call, FFI_REPLY_RETURN);
        return true;
    case 84:
        fill_result(image, ANSWER);
        image->rows_done = 0;
        reply(call, FFI_REPLY_RETURN);
        return true;
    case 85:    /* what the host wrote */
        memset(image, 0xee, offsetof(struct ffi_image, outcome));
        memset((uint8_t *)image + FFI_IMAGE_SIZE, 0xee, FFI_FRAME_CALLBACK - FFI_IMAGE_SIZE);
        memset(evil.header, 0xee, sizeof *evil.header);
        memset(&exchange()->message, 0xee, sizeof *exchange() - offsetof(struct ffi_exchange, message));
        image->message = FFI_REQUEST_ENTER;
        hear();
        fill_result(image, ANSWER);
        reply(call, FFI_REPLY_RETURN);
        return true;
    case 86:
        munmap(evil.segment + FFI_WINDOW_OFFSET, evil.segment_size - FFI_WINDOW_OFFSET);
        answer(call, ANSWER);
        return true;
    default:
        return false;
    }
}
