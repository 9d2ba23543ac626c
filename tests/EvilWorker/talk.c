/* The connections: JSON-RPC in MessagePack with a length before each message, the first of them divided into channels (MultiplexingStream, major version 3). */
#define _GNU_SOURCE
#include "evil.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MOST_FRAME_BYTES 20480

volatile uint64_t next_callback_id;
volatile uint64_t last_offer;

static int connect_once(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    strncpy(address.sun_path, evil.pipe_path, sizeof address.sun_path - 1);
    int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) {
        perror("evil-worker: connect");
        exit(2);
    }
    return descriptor;
}

void connect_to_host(void)
{
    evil.control = connect_once();
    evil.calls = (evil.header->flags & FFI_HEADER_CALLS_BY_PIPE) != 0 ? connect_once() : -1;
}

void send_descriptors(int socket, const void *bytes, size_t length, int descriptor, int count)
{
    union { char bytes[CMSG_SPACE(MOST_DESCRIPTORS * sizeof(int))]; struct cmsghdr header; } control;
    memset(&control, 0, sizeof control);
    struct iovec data = { .iov_base = (void *)bytes, .iov_len = length };
    struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = CMSG_SPACE((size_t)count * sizeof(int)) };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
    for (int i = 0; i < count; i++)
        memcpy(CMSG_DATA(header) + (size_t)i * sizeof(int), &descriptor, sizeof descriptor);
    sendmsg(socket, &message, MSG_NOSIGNAL);
}

int attached;

void send_all_with_descriptors(int socket, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        send_descriptors(socket, bytes + i, 1, STDIN_FILENO, MOST_DESCRIPTORS);
}

void send_all(int descriptor, const void *bytes, size_t length)
{
    size_t sent = 0;
    for (; attached > 0 && sent < length; attached--, sent++)
        send_descriptors(descriptor, (const uint8_t *)bytes + sent, 1, STDIN_FILENO, MOST_DESCRIPTORS);
    while (sent < length) {
        ssize_t count = send(descriptor, (const uint8_t *)bytes + sent, length - sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            be_silent();    /* the host has hung up: it will do what it does */
        sent += (size_t)count;
    }
}

void send_frame(uint8_t code, uint64_t channel, int8_t source, const void *payload, size_t length)
{
    struct text frame = { 0 };
    put_array(&frame, length > 0 ? 4 : 3);
    put_number(&frame, code);
    put_number(&frame, channel);
    put_byte(&frame, (uint8_t)source);
    if (length > 0)
        put_bytes(&frame, payload, length);
    send_all(evil.control, frame.bytes, frame.length);
    free(frame.bytes);
}

void send_message(int channel, const struct text *body)
{
    struct text whole = { 0 };
    for (int i = 3; i >= 0; i--)
        put_byte(&whole, (uint8_t)(body->length >> (8 * i)));
    put(&whole, body->bytes, body->length);
    if (channel < 0) {
        send_all(evil.calls, whole.bytes, whole.length);
    } else {
        for (size_t at = 0; at < whole.length; at += MOST_FRAME_BYTES)
            send_frame(CONTENT, (uint64_t)channel, 0, whole.bytes + at, whole.length - at < MOST_FRAME_BYTES ? whole.length - at : MOST_FRAME_BYTES);
    }
    free(whole.bytes);
}

void send_result(int channel, uint64_t id, const struct text *result)
{
    struct text body = { 0 };
    put_map(&body, 3);
    put_string(&body, "jsonrpc");
    put_string(&body, "2.0");
    put_string(&body, "id");
    put_number(&body, id);
    put_string(&body, "result");
    put(&body, result->bytes, result->length);
    send_message(channel, &body);
    free(body.bytes);
}

void put_invoke_reply(struct text *text, uint32_t message, const uint8_t *result, size_t result_length, const uint8_t *blocks, size_t blocks_length, const uint8_t *callback, size_t callback_length)
{
    put_array(text, 4);
    put_number(text, message);
    put_bytes(text, result, result_length);
    put_bytes(text, blocks, blocks_length);
    put_bytes(text, callback, callback_length);
}

void put_handshake(struct text *text)
{
    put_array(text, 9);
    put_number(text, PROTOCOL_VERSION);
    put_string(text, "evil");
    put_string(text, evil.hash);
    put_number(text, (uint64_t)getpid());
    put_string(text, "LP64/SystemV");
    put_number(text, (uint64_t)(uintptr_t)evil.segment);
    put_number(text, 0x1000);
    put_array(text, 1);
    put_string(text, "lane.rpc");
    put_bytes(text, evil.secret, sizeof evil.secret);
}

/* The parts of a request, whatever order they have. */
static bool parse(const uint8_t *bytes, size_t length, struct request *request)
{
    struct reading reading = { bytes, bytes + length };
    uint32_t entries;
    memset(request, 0, sizeof *request);
    if (!read_count(&reading, &entries))
        return false;
    for (uint32_t i = 0; i < entries; i++) {
        const uint8_t *key, *value;
        size_t key_length, value_length;
        if (!read_bytes(&reading, &key, &key_length))
            return false;
        if (key_length == 2 && memcmp(key, "id", 2) == 0) {
            if (!read_number(&reading, &request->id))
                return false;
        } else if (key_length == 6 && memcmp(key, "method", 6) == 0) {
            if (!read_bytes(&reading, &value, &value_length))
                return false;
            memcpy(request->method, value, value_length < sizeof request->method - 1 ? value_length : sizeof request->method - 1);
        } else {
            if (key_length == 6 && memcmp(key, "params", 6) == 0)
                request->parameters = reading;
            if (!skip_value(&reading))
                return false;
        }
    }
    return true;
}

static bool receive(int descriptor, void *bytes, size_t length)
{
    for (size_t had = 0; had < length;) {
        ssize_t count = recv(descriptor, (uint8_t *)bytes + had, length - had, 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        had += (size_t)count;
    }
    return true;
}

static uint32_t length_of(const uint8_t *head) { return (uint32_t)head[0] << 24 | (uint32_t)head[1] << 16 | (uint32_t)head[2] << 8 | head[3]; }

static void serve_invoke(int channel, struct request *request)
{
    static uint64_t calls;
    uint32_t count;
    const uint8_t *image;
    size_t length;
    if (!read_count(&request->parameters, &count) || !read_count(&request->parameters, &count) || !read_bytes(&request->parameters, &image, &length))
        return;
    struct ffi_image *copy = frame_image(0);    /* nobody else uses it on this lane */
    memcpy(copy, image, length);
    struct call call = { .way = channel < 0 ? BY_MESSAGE : BY_BULK, .id = request->id, .image = copy, .frame = 0 };
    note_entered(copy);
    if (!is_attacked(copy) || !attack_call(&call))
        answer(&call, is_attacked(copy) ? ANSWER : 0x700000000000 + 0x1000 * ++calls);
}

static void serve_message(int channel, const uint8_t *bytes, size_t length)
{
    struct request request;
    if (!parse(bytes, length, &request))
        return;
    if (strstr(request.method, "Handshake") != NULL) {
        struct text body = { 0 };
        if (attack_handshake(request.id))
            return;
        put_handshake(&body);
        send_result(channel, request.id, &body);
        free(body.bytes);
    } else if (strstr(request.method, "NextCallback") != NULL) {
        next_callback_id = request.id;
        attack_listening();
    } else if (strstr(request.method, "Invoke") != NULL) {
        serve_invoke(channel, &request);
    } else if (strstr(request.method, "AnswerForeign") != NULL) {
        struct text nothing = { 0 };
        put_byte(&nothing, 0xc0);
        send_result(channel, request.id, &nothing);
        free(nothing.bytes);
    } else if (strstr(request.method, "Answer") != NULL) {
        struct call call = { .way = BY_MESSAGE, .id = request.id, .image = frame_image(0), .frame = 0 };
        if (!attack_answer(&call))
            answer(&call, ANSWER);
    } else if (strstr(request.method, "Shutdown") != NULL) {
        _exit(0);
    }
}

void serve_calls(void)
{
    uint8_t head[4];
    while (receive(evil.calls, head, sizeof head)) {
        uint32_t length = length_of(head);
        uint8_t *body = malloc(length);
        if (body == NULL || !receive(evil.calls, body, length))
            return;
        serve_message(-1, body, length);
        free(body);
    }
}

/* What came in channels 0 and 1 and is no whole message yet. */
static struct text pending[2];

static void take_content(uint64_t channel, const uint8_t *payload, size_t length)
{
    struct text *text = &pending[channel];
    put(text, payload, length);
    while (text->length >= 4 && text->length - 4 >= length_of(text->bytes)) {
        uint32_t size = length_of(text->bytes);
        serve_message((int)channel, text->bytes + 4, size);
        memmove(text->bytes, text->bytes + 4 + size, text->length - 4 - size);
        text->length -= 4 + size;
    }
}

/* One frame, as far as it is whole. */
static size_t take_frame(const uint8_t *bytes, size_t length)
{
    struct reading reading = { bytes, bytes + length };
    uint32_t elements;
    uint64_t code, channel = 0, source = 0;
    const uint8_t *payload = NULL;
    size_t size = 0;
    if (!read_count(&reading, &elements) || !read_number(&reading, &code))
        return 0;
    if (elements >= 3 && (!read_number(&reading, &channel) || !read_number(&reading, &source)))
        return 0;
    if (elements >= 4 && !read_bytes(&reading, &payload, &size))
        return 0;
    if (code == OFFER)
        last_offer = channel;
    else if (code == CONTENT && source == 0 && channel <= BULK_CALLS_CHANNEL)
        take_content(channel, payload, size);
    return (size_t)(reading.at - bytes);
}

void *serve_control(void *unused)
{
    (void)unused;
    static uint8_t buffer[1 << 20];
    size_t length = 0;
    ssize_t count;
    while ((count = recv(evil.control, buffer + length, sizeof buffer - length, 0)) > 0) {
        length += (size_t)count;
        size_t taken;
        while (length > 0 && (taken = take_frame(buffer, length)) > 0) {
            memmove(buffer, buffer + taken, length - taken);
            length -= taken;
        }
    }
    return NULL;
}
