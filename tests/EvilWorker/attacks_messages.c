/* 20 to 39: what is said where calls are made by message. 38 and 55 to 64 are callbacks, on either lane. */
#define _GNU_SOURCE
#include "evil.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NESTING 1000000
#define DRIP_MICROSECONDS 5000
#define QUIET_MICROSECONDS 50
#define MOST_QUIET 10000            /* of them: half a second and more */
#define LONGEST_SURVIVAL 60         /* seconds: no attack, but for a test that failed */

static void begin(struct text *body, uint32_t entries, uint64_t id)
{
    put_map(body, entries);
    put_string(body, "jsonrpc");
    put_string(body, "2.0");
    put_string(body, "id");
    put_number(body, id);
}

static void put_nested(struct text *body)
{
    for (int i = 0; i < NESTING; i++)
        put_byte(body, 0x91);
    put_byte(body, 1);
}

static void send_reply(struct call *call, uint32_t message, size_t result_length, size_t blocks_length)
{
    static uint8_t bytes[4 << 20];
    struct text body = { 0 };
    fill_result(call->image, ANSWER);
    memcpy(bytes, (const uint8_t *)call->image + offsetof(struct ffi_image, outcome), 128);
    uint8_t *result = malloc(128);
    memcpy(result, bytes, 128);
    memset(bytes, 0, sizeof bytes);
    put_invoke_reply(&body, message, result, result_length, bytes, blocks_length, bytes, 0);
    send_result(-1, call->id, &body);
}

/* A request, or without an id a notification. */
static void send_request(int channel, const uint64_t *id)
{
    struct text body = { 0 };
    put_map(&body, id == NULL ? 3 : 4);
    put_string(&body, "jsonrpc"); put_string(&body, "2.0");
    put_string(&body, "method"); put_string(&body, "InvokeAsync");
    put_string(&body, "params"); put_array(&body, 0);
    if (id != NULL) {
        put_string(&body, "id");
        put_number(&body, *id);
    }
    send_message(channel, &body);
    free(body.bytes);
}

static void post_callback(struct call *call, uint32_t index)
{
    struct ffi_callback *record = frame_callback(call->frame + 1);
    record->index = index;
    record->thread = getpid();
    record->stack_words = 0;
    record->integers[0] = 7;
}

/* On the shared-memory lane the answers come here; by message they come to attack_answer. */
static void call_back_for_ever(struct call *call, uint32_t index)
{
    do {
        post_callback(call, index);
        reply(call, FFI_REPLY_CALLBACK);
        if (call->way == BY_MEMORY)
            await_request();
    } while (call->way == BY_MEMORY);
}

/* A child in a session of its own calls back in place of the worker, also when that is dead: it takes the mark of death off the turn as fast as it
   comes. It ends when nobody has answered for a while. */
static void survive(struct call *call)
{
    if (fork() != 0)
        be_silent();
    setsid();
    alarm(LONGEST_SURVIVAL);
    for (int quiet = 0; quiet < MOST_QUIET;) {
        post_callback(call, 0);
        reply(call, FFI_REPLY_CALLBACK);
        for (quiet = 0; quiet < MOST_QUIET && !has_request(); quiet++) {
            __atomic_and_fetch(&exchange()->turn, ~FFI_TURN_DEAD, __ATOMIC_SEQ_CST);
            usleep(QUIET_MICROSECONDS);
        }
        hear();
    }
    _exit(0);
}

static void lie_in_a_callback(struct call *call)
{
    struct ffi_callback *record = frame_callback(call->frame + 1);
    memset(record, 0xff, sizeof *record);
    record->index = 0;
    reply(call, FFI_REPLY_CALLBACK);
    if (call->way == BY_MEMORY) {
        await_request();
        answer(call, ANSWER);
    }
}

bool attack_answer(struct call *call)
{
    if (evil.attack != 55)
        return false;
    call_back_for_ever(call, 0);
    return true;
}

static void send_foreign(uint64_t slot, uint32_t index, size_t length)
{
    static struct ffi_callback record;
    struct text body = { 0 };
    record.index = index;
    put_array(&body, 2);
    put_number(&body, slot);
    put_bytes(&body, &record, length);
    send_result(CONTROL_CHANNEL, next_callback_id, &body);
    free(body.bytes);
}

bool attack_listening(void)
{
    const size_t whole = offsetof(struct ffi_callback, data);
    switch (evil.attack) {
    case 59: send_foreign(99, 0, whole); return true;
    case 60: send_foreign(0, 77, whole); return true;
    case 61: send_foreign(0, 0, 3); return true;
    case 62: send_foreign(0, 0, whole); send_foreign(0, 0, whole); return true;
    case 63: send_foreign(0, 0, whole); return true;    /* and again each time that the host asks for more */
    default: return false;
    }
}

static bool callback_attack(int attack, struct call *call)
{
    switch (attack) {
    case 38: post_callback(call, 0); reply(call, FFI_REPLY_CALLBACK); break;
    case 55: call_back_for_ever(call, 0); break;
    case 56: post_callback(call, 900); reply(call, FFI_REPLY_CALLBACK); break;
    case 57: lie_in_a_callback(call); break;
    case 64: survive(call); break;
    case 59: case 60: case 61: case 62: break;    /* the call goes on while the attack is made: attack_listening */
    default: return false;
    }
    if (call->way == BY_MEMORY && attack != 57)
        be_silent();
    return true;
}

bool message_attack(int attack, struct call *call)
{
    static const uint64_t never_issued = 1u << 30;
    struct text body = { 0 };
    if (callback_attack(attack, call))
        return true;
    switch (attack) {
    case 20:
        send_all(evil.calls, "\xff\xff\xff\xff", 4);
        return true;
    case 21:
        send_all(evil.calls, "\0\0\0\0", 4);
        return true;
    case 22:
        send_all(evil.calls, "\0\0\0\x10\xc1\xc1\xc1\xc1\xff\x93\x80\x00garbage", 20);
        return true;
    case 23:
        begin(&body, 3, call->id);
        put_string(&body, "result");
        put_nested(&body);
        send_message(-1, &body);
        return true;
    case 24:
        begin(&body, 4, call->id);
        put_string(&body, "unknown");
        put_nested(&body);
        put_string(&body, "result");
        put_byte(&body, 0xc0);
        send_message(-1, &body);
        return true;
    case 25:
        send_all(evil.calls, "\0\x10\0\0\xc6\0\x0f\xff\xfbhalf", 13);
        return true;
    case 26:
        send_all(evil.calls, "\0\x10\0\0\xc6\0\x0f\xff\xfb", 9);
        while (true) {
            send_all(evil.calls, "\0", 1);
            usleep(DRIP_MICROSECONDS);
        }
    case 27:
        send_request(-1, &never_issued);
        return true;
    case 28:
        while (true)
            send_request(-1, NULL);
    case 29:
        put_array(&body, 0);
        while (true)
            send_result(-1, never_issued, &body);
    case 30:
        answer(call, ANSWER);
        answer(call, ANSWER);
        return true;
    case 31:
        begin(&body, 3, call->id);
        put_string(&body, "error");
        put_map(&body, 2);
        put_string(&body, "code"); put_number(&body, 1);
        put_string(&body, "message"); put_string(&body, "no");
        send_message(-1, &body);
        return true;
    case 32:
        put_byte(&body, 0xc0);
        send_result(-1, call->id, &body);
        return true;
    case 33:
        put_string(&body, "text");
        send_result(-1, call->id, &body);
        return true;
    case 34:
        put_array(&body, 2);
        put_number(&body, 1);
        put_number(&body, 1);
        send_result(-1, call->id, &body);
        return true;
    case 35:
        send_reply(call, FFI_REPLY_RETURN, 64, 0);
        return true;
    case 36:
        send_reply(call, FFI_REPLY_RETURN, 128, 4000000);
        return true;
    case 37:
        send_reply(call, 7, 128, 0);
        return true;
    case 39:
        put_map(&body, 3);
        put_string(&body, "jsonrpc"); put_string(&body, "2.0");
        put_string(&body, "id"); put_string(&body, "a text");
        put_string(&body, "result"); put_byte(&body, 0xc0);
        send_message(-1, &body);
        return true;
    default:
        return false;
    }
}
