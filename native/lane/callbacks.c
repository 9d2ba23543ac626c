/* Callbacks: which are bound and how they are called, and what happens when native code calls one. */
#include "lane.h"
#include "../gate/gate.h"
#include "arrival_offsets.h"
#include "waiting.h"
#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

/* What a trampoline was called with, and what it returns: laid out for trampolines.S. */
struct ffi_arrival {
    uint64_t integers[6];
    const uint64_t *stack;           /* the caller's argument area */
    uint32_t index, convention;
    uint8_t vectors[8][16];
    struct ffi_answer answer;
    uint32_t result;                 /* enum ffi_callback_result */
    uint8_t modes[36];               /* the trampoline's own */
    int32_t thread;                  /* id of the thread that calls */
    uint32_t reserved;
};

#define AT(field, offset) static_assert(offsetof(struct ffi_arrival, field) == (offset), #field)
AT(integers, ARRIVAL_INTEGERS);
AT(stack, ARRIVAL_STACK);
AT(index, ARRIVAL_INDEX);
AT(convention, ARRIVAL_CONVENTION);
AT(vectors, ARRIVAL_VECTORS);
AT(answer.rax, ARRIVAL_RAX);
AT(answer.rdx, ARRIVAL_RDX);
AT(answer.xmm0, ARRIVAL_XMM0);
AT(answer.xmm1, ARRIVAL_XMM1);
AT(answer.st0, ARRIVAL_ST0);
AT(answer.st1, ARRIVAL_ST1);
AT(result, ARRIVAL_RESULT);
static_assert(sizeof(struct ffi_arrival) == ARRIVAL_SIZE && ARRIVAL_SIZE % 16 == 0 && ARRIVAL_ENVIRONMENT + 28 <= ARRIVAL_SIZE, "arrival");
static_assert(TRAMPOLINES == FFI_CALLBACKS, "trampolines");

extern uint8_t ffi_trampolines_system_v_x64[TRAMPOLINES * TRAMPOLINE_SIZE] __attribute__((visibility("hidden")));
extern uint8_t ffi_trampolines_microsoft_x64[TRAMPOLINES * TRAMPOLINE_SIZE] __attribute__((visibility("hidden")));
__attribute__((visibility("hidden"))) void ffi_callback_arrived(struct ffi_arrival *arrival);

static struct ffi_callback_entry entries[FFI_CALLBACKS];
static _Atomic uint32_t noted[FFI_CALLBACKS];   /* that it was called although nothing is bound to it */

/* ---- binding ---- */
static bool slot_is_sound(const struct ffi_callback_entry *entry, int32_t slot)
{
    return (slot >= 0 && slot < 6) || (slot >= FFI_SLOT_STACK && (uint32_t)(slot - FFI_SLOT_STACK) < entry->stack_words);
}

static bool rule_is_sound(const struct ffi_callback_entry *entry, const struct ffi_callback_rule *rule)
{
    if (!slot_is_sound(entry, rule->pointer_slot))
        return false;
    if (rule->size_slot == FFI_SLOT_TEXT)
        return rule->element_size == 1 || rule->element_size == 2 || rule->element_size == 4;
    return rule->element_size != 0 && (rule->size_slot == FFI_SLOT_ONE || (rule->size_slot >= 0 && slot_is_sound(entry, rule->size_slot & ~FFI_SLOT_INT)));
}

static bool entry_is_sound(const struct ffi_callback_entry *entry)
{
    if (entry->convention > FFI_MICROSOFT_X64 || entry->stack_words > FFI_CALLBACK_STACK_WORDS || entry->rule_count > FFI_CALLBACK_RULES
        || entry->result > (entry->convention == FFI_SYSTEM_V_X64 ? FFI_RESULT_ST0_ST1 : FFI_RESULT_REGISTERS))
        return false;
    for (uint32_t i = 0; i < entry->rule_count; i++)
        if (!rule_is_sound(entry, &entry->rules[i]))
            return false;
    return true;
}

void *ffi_bind_callback(uint32_t index, const struct ffi_callback_entry *entry)
{
    if (index >= FFI_CALLBACKS || entry == NULL || !entry_is_sound(entry))
        return NULL;
    ffi_store(&entries[index].bound, 0);
    memcpy((uint8_t *)&entries[index] + sizeof entry->bound, (const uint8_t *)entry + sizeof entry->bound, sizeof *entry - sizeof entry->bound);
    noted[index] = 0;
    ffi_store(&entries[index].bound, 1);
    uint8_t *table = entry->convention == FFI_SYSTEM_V_X64 ? ffi_trampolines_system_v_x64 : ffi_trampolines_microsoft_x64;
    return table + index * TRAMPOLINE_SIZE;
}

void ffi_release_callback(uint32_t index)
{
    if (index < FFI_CALLBACKS)
        ffi_store(&entries[index].bound, 0);
}

/* ---- a call of a callback ---- */
static void say(uint32_t index, const char *what)
{
    char text[128] = "ffi-worker: callback ", digits[12];
    size_t length = strlen(text), count = 0;
    do
        digits[count++] = (char)('0' + index % 10);
    while ((index /= 10) != 0);
    while (count > 0)
        text[length++] = digits[--count];
    for (; *what != 0; what++)
        text[length++] = *what;
    ffi_system_call(SYS_write, 2, (long)text, (long)length, 0);   /* bare: errno may not be touched */
}

static uint64_t value_in(const struct ffi_arrival *arrival, int32_t slot)
{
    return slot < FFI_SLOT_STACK ? arrival->integers[slot] : arrival->stack[slot - FFI_SLOT_STACK];
}

static uint64_t bytes_behind(const struct ffi_arrival *arrival, const struct ffi_callback_rule *rule, const uint8_t *data, uint64_t room)
{
    uint64_t limit = rule->maximum < room ? rule->maximum : room, count = 1;
    if (rule->size_slot == FFI_SLOT_TEXT)
        return ffi_text_length(data, limit & ~((uint64_t)rule->element_size - 1), rule->element_size);
    if (rule->size_slot != FFI_SLOT_ONE)
        count = value_in(arrival, rule->size_slot & ~FFI_SLOT_INT);
    if (rule->size_slot >= FFI_SLOT_INT)
        count = (int32_t)count < 0 ? 0 : (uint32_t)count;
    uint64_t most = limit / rule->element_size;
    return (count < most ? count : most) * rule->element_size;
}

static void bring_data(struct ffi_callback *callback, const struct ffi_arrival *arrival, const struct ffi_callback_entry *entry)
{
    uint64_t used = 0;
    memset(callback->data_lengths, 0, sizeof callback->data_lengths);
    for (uint32_t i = 0; i < entry->rule_count; i++) {
        const uint8_t *data = (const uint8_t *)(uintptr_t)value_in(arrival, entry->rules[i].pointer_slot);
        if (data == NULL)
            continue;
        uint64_t length = bytes_behind(arrival, &entry->rules[i], data, FFI_CALLBACK_DATA - used);
        memcpy(callback->data + used, data, length);
        callback->data_lengths[i] = (uint32_t)length;
        used += (length + FFI_CALLBACK_DATA_ALIGNMENT - 1) & ~(uint64_t)(FFI_CALLBACK_DATA_ALIGNMENT - 1);
        used = used < FFI_CALLBACK_DATA ? used : FFI_CALLBACK_DATA;
    }
}

/* The caller's thread reads what the caller's pointers point at: where one is bad, the death is the caller's. */
static void fill(struct ffi_callback *callback, const void *raw)
{
    const struct ffi_arrival *arrival = raw;
    const struct ffi_callback_entry *entry = &entries[arrival->index];
    bool is_system_v = arrival->convention == FFI_SYSTEM_V_X64;
    size_t integers = is_system_v ? sizeof arrival->integers : 4 * sizeof(uint64_t), vectors = is_system_v ? sizeof arrival->vectors : 4 * 16;
    callback->index = arrival->index;
    callback->thread = arrival->thread;
    callback->stack_words = entry->stack_words;
    memset(callback->integers, 0, sizeof callback->integers);
    memcpy(callback->integers, arrival->integers, integers);
    memset(callback->vectors, 0, sizeof callback->vectors);
    memcpy(callback->vectors, arrival->vectors, vectors);
    memcpy(callback->stack, arrival->stack, entry->stack_words * sizeof(uint64_t));
    bring_data(callback, arrival, entry);
}

/* Thread-local storage may be another thread's: a library can make threads by clone. The stack tells, and where it is no known one, the kernel. */
static int32_t thread_with(const void *on_stack)
{
    uint64_t address = (uint64_t)(uintptr_t)on_stack;
    if (address >= ffi_guard.call_stack_low && address < ffi_guard.call_stack_high)
        return ffi_guard.call_thread;
    return (int32_t)ffi_system_call(SYS_gettid, 0, 0, 0, 0);
}

void ffi_callback_arrived(struct ffi_arrival *arrival)
{
    ffi_end_copy();
    memset(&arrival->answer, 0, sizeof arrival->answer);
    arrival->result = entries[arrival->index].result;
    if (ffi_load(&entries[arrival->index].bound) == 0) {
        if (noted[arrival->index]++ == 0)
            say(arrival->index, " was called and is not bound any more; it returned zero\n");
        return;
    }
    arrival->thread = thread_with(arrival);
    if (arrival->thread != ffi_guard.call_thread) {
        ffi_post_foreign(arrival, fill, &arrival->answer);
        return;
    }
    int error = errno;
    if (!ffi_call_is_out())
        ffi_post_foreign(arrival, fill, &arrival->answer);
    else if (!ffi_converse(arrival->index, arrival, fill, &arrival->answer))
        say(arrival->index, " was called too deep in callbacks; it returned zero\n");
    errno = error;
}
