/* 1 to 19: before there is a worker. */
#define _GNU_SOURCE
#include "evil.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool start_attack(int attack)
{
    switch (attack) {
    case 1:
        return true;
    case 2:
        memset(evil.hash, '0', 16);
        strncpy(evil.header->contract_hash, evil.hash, sizeof evil.header->contract_hash);
        return false;
    case 5:
        evil.header->worker_pid = 1;
        return false;
    case 6:
        evil.header->segment_address = evil.header->symbol_lookup = 0;
        return false;
    case 7:
        memcpy(evil.header->contract_hash, "\033]0;evil\007\r\n\xff\xfe", 13);
        memset(evil.header->contract_hash + 13, '\a', sizeof evil.header->contract_hash - 13);
        return false;
    case 12:
        ready(7);
        return true;
    case 13:
        close(evil.control);
        close(evil.calls);
        return true;
    case 14:
        raise(SIGSTOP);
        return true;
    default:
        return false;
    }
}

static void send_handshake(uint64_t id, uint64_t version, const char *product, const char *hash, int process, uint64_t address, const uint8_t *secret)
{
    struct text body = { 0 };
    put_array(&body, 9);
    put_number(&body, version);
    put_string(&body, product);
    put_string(&body, hash);
    put_number(&body, (uint64_t)process);
    put_string(&body, "LP64/SystemV");
    put_number(&body, address);
    put_number(&body, address);
    put_array(&body, 1);
    put_string(&body, "lane.rpc");
    put_bytes(&body, secret, sizeof evil.secret);
    send_result(CONTROL_CHANNEL, id, &body);
}

bool handshake_attack(int attack, uint64_t id)
{
    static const uint8_t no_secret[sizeof evil.secret];
    static char endless[3 << 20];
    struct text body = { 0 };
    switch (attack) {
    case 3:
        send_handshake(id, 99, "evil", evil.hash, getpid(), 1, evil.secret);
        return true;
    case 4:
        send_handshake(id, PROTOCOL_VERSION, "evil", evil.hash, getpid(), 1, no_secret);
        return true;
    case 5:
        send_handshake(id, PROTOCOL_VERSION, "evil", evil.hash, 1, 1, evil.secret);
        return true;
    case 6:
        send_handshake(id, PROTOCOL_VERSION, "evil", evil.hash, getpid(), 0, evil.secret);
        return true;
    case 7:
        memset(endless, '\033', sizeof endless - 1);
        send_handshake(id, PROTOCOL_VERSION, endless, "\r\n\a", getpid(), 1, evil.secret);
        return true;
    case 8:
        send_frame(CONTENT, CONTROL_CHANNEL, 0, "\xff\xff\xff\xff", 4);
        return true;
    case 9:
        put_map(&body, 3);
        put_string(&body, "jsonrpc"); put_string(&body, "2.0");
        put_string(&body, "id"); put_number(&body, id);
        put_string(&body, "error");
        put_map(&body, 2);
        put_string(&body, "code"); put_number(&body, 1);
        put_string(&body, "message"); put_string(&body, "\033[31mno\r\n");
        send_message(CONTROL_CHANNEL, &body);
        return true;
    case 10:
        put_byte(&body, 0xc0);
        send_result(CONTROL_CHANNEL, id, &body);
        return true;
    case 11:
        send_frame(CONTENT, CONTROL_CHANNEL, 0, "\0\0\x10\0\xc5\x0f\xfd", 7);    /* 4,093 bytes as a value, none of which says anything */
        while (true) {
            send_frame(CONTENT, CONTROL_CHANNEL, 0, "\0", 1);
            usleep(20000);
        }
    default:
        return false;
    }
}
