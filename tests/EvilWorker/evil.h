/* A process that stands where a worker should, and knows the protocol well enough to lie in it. Its attack is the number that its own name begins
   with: a test starts it through a link "NUMBER.HASH", where HASH is the contract hash that it pretends to be of. Up to the attack it is honest, but
   for knowing no functions: every call that is not the attack returns a number that could be an address. */
#ifndef EVIL_H
#define EVIL_H
#include "ffi_segment.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define MAGIC 0x5EEDull             /* the first argument of the call that is to be attacked */
#define ANSWER 5                    /* what that call returns where nothing else is said */
#define PROTOCOL_VERSION 2
#define CONTROL_CHANNEL 0
#define BULK_CALLS_CHANNEL 1

struct evil {
    int attack;
    char hash[65];
    uint8_t *segment;
    size_t segment_size;
    struct ffi_header *header;
    struct ffi_recorder *recorder;
    struct ffi_crash *crash;
    struct ffi_control *control_words;
    int control, calls;             /* the connections; -1 for none */
    char pipe_path[256];
    uint8_t secret[32];
};
extern struct evil evil;

#define SEGMENT_DESCRIPTOR 3
#define LISTENER_DESCRIPTOR 4

/* ---- a call that the host makes ---- */
enum way { BY_MEMORY, BY_MESSAGE, BY_BULK };
struct call {
    enum way way;
    uint64_t id;                    /* of the request; by message */
    struct ffi_image *image;        /* in the frame, or in a copy of the message */
    int frame;
};

struct ffi_image *frame_image(int frame);
struct ffi_callback *frame_callback(int frame);

/* honest.c: what a worker would say */
uint64_t output_bytes(const struct ffi_image *image);
void fill_result(struct ffi_image *image, uint64_t rax);       /* a call that has returned */
void note_entered(const struct ffi_image *image);
void note_left(void);
void answer(struct call *call, uint64_t rax);                  /* fills the result and replies */
void reply(struct call *call, enum ffi_reply message);         /* with the result as it is in the image */
bool is_attacked(const struct ffi_image *image);

/* lane.c */
void serve_lane(void);
void ready(uint32_t value);
struct ffi_exchange *exchange(void);
void say(uint32_t what, uint32_t turn);
bool has_request(void);
void hear(void);                        /* whatever the request is, it was heard */
void await_request(void);

/* packing.c: MessagePack, as much as this takes */
struct text { uint8_t *bytes; size_t length, room; };
void put(struct text *text, const void *bytes, size_t length);
void put_byte(struct text *text, uint8_t byte);
void put_array(struct text *text, uint32_t count);
void put_map(struct text *text, uint32_t count);
void put_number(struct text *text, uint64_t number);
void put_string(struct text *text, const char *string);
void put_bytes(struct text *text, const void *bytes, size_t length);
struct reading { const uint8_t *at, *end; };
bool skip_value(struct reading *reading);
bool read_count(struct reading *reading, uint32_t *count);      /* of an array or map */
bool read_number(struct reading *reading, uint64_t *number);
bool read_bytes(struct reading *reading, const uint8_t **bytes, size_t *length);    /* a string too */

/* talk.c: the connections */
struct request {
    uint64_t id;
    char method[64];
    struct reading parameters;
};
void connect_to_host(void);
void send_all(int descriptor, const void *bytes, size_t length);
#define MOST_DESCRIPTORS 250        /* that one message can carry (SCM_MAX_FD is 253) */
void send_descriptors(int socket, const void *bytes, size_t length, int descriptor, int count);
void send_all_with_descriptors(int socket, const char *bytes, size_t length);
extern int attached;                /* how many of the bytes that are sent next have descriptors attached */
void send_message(int channel_or_calls, const struct text *body);    /* -1: the connection for calls; else a channel of the control connection */
void send_frame(uint8_t code, uint64_t channel, int8_t source, const void *payload, size_t length);
void send_result(int channel, uint64_t id, const struct text *result);
void put_invoke_reply(struct text *text, uint32_t message, const uint8_t *result, size_t result_length, const uint8_t *blocks, size_t blocks_length, const uint8_t *callback, size_t callback_length);
void put_handshake(struct text *text);
void serve_calls(void);
void *serve_control(void *unused);
enum frame_code { OFFER = 0, OFFER_ACCEPTED = 1, CONTENT = 2, WRITING_COMPLETED = 3, TERMINATED = 4, PROCESSED = 5 };

/* what the host bound last, and who waits for the next callback of a foreign thread */
extern volatile uint64_t next_callback_id;
extern volatile uint64_t last_offer;

/* attacks.c: the hooks. Each returns true where it has done all there is to do. */
bool attack_at_start(void);             /* connected, before anything is said */
bool attack_handshake(uint64_t id);     /* the host asks who is there, by message */
bool attack_call(struct call *call);    /* the call that is to be attacked is on board */
bool attack_answer(struct call *call);  /* a callback of that call was answered */
bool attack_listening(void);            /* the host waits for callbacks of foreign threads */

bool start_attack(int attack);          /* attacks_start.c and so on: false where the number is none of theirs */
bool handshake_attack(int attack, uint64_t id);
bool message_attack(int attack, struct call *call);
bool channel_attack(int attack, struct call *call);
bool memory_attack(int attack, struct call *call);
bool death_attack(int attack, struct call *call);
bool process_attack(int attack, struct call *call);

_Noreturn void be_silent(void);
#endif
