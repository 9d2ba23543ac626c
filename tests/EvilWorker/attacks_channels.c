/* 40 to 54: what is said on the first connection, which is divided into channels. */
#define _GNU_SOURCE
#include "evil.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NESTING 1000000

static void send_many(uint8_t byte, size_t count)
{
    uint8_t *bytes = malloc(count);
    memset(bytes, byte, count);
    send_all(evil.control, bytes, count);
    free(bytes);
}

/* Waits for the channel that the host offers for this call, and takes it. */
static uint64_t take_offer(void)
{
    struct text window = { 0 };
    uint64_t channel;
    while ((channel = last_offer) == 0)
        usleep(100);
    put_array(&window, 1);
    put_number(&window, 1 << 20);
    send_frame(OFFER_ACCEPTED, channel, -1, window.bytes, window.length);
    return channel;
}

bool channel_attack(int attack, struct call *call)
{
    static uint8_t piece[20480];
    struct text body = { 0 };
    uint64_t channel;
    switch (attack) {
    case 40:
        send_many(0xc1, 256);
        return true;
    case 41:
        send_many(0x91, NESTING);
        return true;
    case 42:
        send_all(evil.control, "\x94\x02\x00\x00\xc6\xff\xff\xff\xf0", 9);
        while (true)
            send_all(evil.control, piece, sizeof piece);
    case 43:
        put_array(&body, 1);
        put_string(&body, "mine");
        send_frame(OFFER, 77, 1, body.bytes, body.length);
        return true;
    case 44:
        send_frame(CONTENT, 99, 1, piece, sizeof piece);
        return true;
    case 45:
        put_array(&body, 1);
        put_number(&body, 0);
        while (true)
            send_frame(PROCESSED, CONTROL_CHANNEL, 0, body.bytes, body.length);
    case 46:
        send_frame(CONTENT, CONTROL_CHANNEL, 0, "\0\x10\0\0\xc6\0\x0f\xff\xfbhalf", 13);
        return true;
    case 47:
        send_frame(TERMINATED, CONTROL_CHANNEL, 0, NULL, 0);
        return true;
    case 48:
        channel = take_offer();
        while (true)
            send_frame(CONTENT, channel, -1, piece, sizeof piece);
    case 49:
        take_offer();
        return true;
    case 50:
        while ((channel = last_offer) == 0)
            usleep(100);
        send_frame(TERMINATED, channel, -1, NULL, 0);
        return true;
    case 51:
        channel = take_offer();
        put_array(&body, 1);
        put_number(&body, 1ull << 63);
        send_frame(PROCESSED, channel, -1, body.bytes, body.length);
        return true;
    case 52: {
        static const uint64_t id = 1;
        put_map(&body, 4);
        put_string(&body, "jsonrpc"); put_string(&body, "2.0");
        put_string(&body, "id"); put_number(&body, id);
        put_string(&body, "method"); put_string(&body, "ShutdownAsync");
        put_string(&body, "params"); put_array(&body, 0);
        send_message(CONTROL_CHANNEL, &body);
        return true;
    }
    case 53:
        /* An array of 4,294,967,295 elements, none of which comes. */
        put_byte(&body, 0xdd);
        put(&body, "\xff\xff\xff\xff", 4);
        send_result(-1, call->id, &body);
        return true;
    case 54:
        send_all(evil.control, "\xdd\xff\xff\xff\xff", 5);
        while (true)
            send_many(0x00, sizeof piece);
    default:
        return false;
    }
}
