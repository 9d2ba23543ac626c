/* Compile-time proof that the numbers in the assembler, in the comments of ffi_segment.h and in the structs are the same. */
#include "ffi_segment.h"
#include "gate.h"
#include "image_offsets.h"
#include <assert.h>
#include <stddef.h>

#define AT(type, field, offset) static_assert(offsetof(struct type, field) == (offset), #type "." #field)
#define SIZE(type, size) static_assert(sizeof(struct type) == (size), #type)

AT(ffi_image, sequence, 0);
AT(ffi_image, target, IMAGE_TARGET);
AT(ffi_image, length, 16);
AT(ffi_image, convention, 20);
AT(ffi_image, flags, IMAGE_FLAGS);
AT(ffi_image, message, 24);
AT(ffi_image, reserved_head, 28);
AT(ffi_image, stack_words, IMAGE_STACK_WORDS);
AT(ffi_image, block_count, 36);
AT(ffi_image, relocation_count, 40);
AT(ffi_image, stack_alignment, IMAGE_STACK_ALIGNMENT);
AT(ffi_image, fetch_kind, 46);
AT(ffi_image, errno_before, IMAGE_ERRNO_BEFORE);
AT(ffi_image, fetch_limit, 52);
AT(ffi_image, fetch_offset, 56);
AT(ffi_image, integers, IMAGE_INTEGERS);
AT(ffi_image, reserved, 112);
AT(ffi_image, vectors, IMAGE_VECTORS);
AT(ffi_image, outcome, 256);
AT(ffi_image, mxcsr_changed, IMAGE_MXCSR_CHANGED);
AT(ffi_image, errno_after, IMAGE_ERRNO_AFTER);
AT(ffi_image, fetch_status, 268);
AT(ffi_image, rax, IMAGE_RAX);
AT(ffi_image, rdx, IMAGE_RDX);
AT(ffi_image, xmm0, IMAGE_XMM0);
AT(ffi_image, xmm1, IMAGE_XMM1);
AT(ffi_image, fetch_length, 320);
AT(ffi_image, rows_done, 328);
AT(ffi_image, st0, IMAGE_ST0);
AT(ffi_image, st1, IMAGE_ST1);
AT(ffi_image, exception, IMAGE_EXCEPTION);
AT(ffi_image, reserved_result, 376);
SIZE(ffi_image, FFI_IMAGE_SIZE);

AT(ffi_block, offset, 0);
AT(ffi_block, length, 8);
AT(ffi_block, flags, 16);
AT(ffi_block, reserved, 20);
SIZE(ffi_block, 24);

AT(ffi_overrun, block, 0);
AT(ffi_overrun, kind, 4);
AT(ffi_overrun, first, 8);
AT(ffi_overrun, last, 16);
AT(ffi_overrun, row, 24);
AT(ffi_overrun, thread, 32);
AT(ffi_overrun, frame_count, 36);
AT(ffi_overrun, frames, 40);
SIZE(ffi_overrun, 168);

AT(ffi_overruns, count, 0);
AT(ffi_overruns, outcome, 4);
AT(ffi_overruns, entries, 8);
SIZE(ffi_overruns, FFI_OVERRUNS_SIZE);

AT(ffi_batch, rows, 0);
AT(ffi_batch, first_row, 8);
AT(ffi_batch, column_count, 16);
AT(ffi_batch, result_count, 20);
AT(ffi_batch, number, 24);
AT(ffi_batch, integer_registers, 28);
AT(ffi_batch, vector_registers, 30);
SIZE(ffi_batch, 32);

AT(ffi_column, offset, 0);
AT(ffi_column, stride, 8);
AT(ffi_column, size, 12);
AT(ffi_column, place, 16);
AT(ffi_column, kind, 20);
SIZE(ffi_column, 24);

AT(ffi_list, call_count, 0);
AT(ffi_list, flags, 4);
AT(ffi_list, results, 8);
AT(ffi_list, results_length, 16);
AT(ffi_list, text_limit, 24);
AT(ffi_list, number, 28);
SIZE(ffi_list, 32);

AT(ffi_list_call, target, 0);
AT(ffi_list_call, expected, 8);
AT(ffi_list_call, registers, 16);
AT(ffi_list_call, size, 20);
AT(ffi_list_call, stack_words, 24);
AT(ffi_list_call, stack_alignment, 26);
AT(ffi_list_call, link_count, 28);
AT(ffi_list_call, flags, 30);
AT(ffi_list_call, convention, 32);
AT(ffi_list_call, fetch_kind, 33);
AT(ffi_list_call, condition, 34);
AT(ffi_list_call, condition_shift, 35);
AT(ffi_list_call, integer_count, 36);
AT(ffi_list_call, vector_count, 37);
AT(ffi_list_call, reserved, 38);
SIZE(ffi_list_call, 40);

AT(ffi_link, from, 0);
AT(ffi_link, to, 8);
AT(ffi_link, size, 16);
AT(ffi_link, call, 20);
AT(ffi_link, kind, 22);
AT(ffi_link, range, 23);
SIZE(ffi_link, 24);

AT(ffi_list_result, value, 0);
AT(ffi_list_result, errno_after, 8);
AT(ffi_list_result, state, 12);
AT(ffi_list_result, machine_changes, 13);
AT(ffi_list_result, fetch_status, 14);
AT(ffi_list_result, reserved, 15);
SIZE(ffi_list_result, 16);

AT(ffi_list_registers, rax, 0);
AT(ffi_list_registers, rdx, 8);
AT(ffi_list_registers, text_offset, 16);
AT(ffi_list_registers, text_length, 24);
AT(ffi_list_registers, xmm0, 32);
AT(ffi_list_registers, xmm1, 48);
AT(ffi_list_registers, st0, 64);
AT(ffi_list_registers, st1, 80);
SIZE(ffi_list_registers, 96);

AT(ffi_relocation, place, 0);
AT(ffi_relocation, value, 8);
AT(ffi_relocation, space, 16);
AT(ffi_relocation, reserved, 20);
SIZE(ffi_relocation, 24);

AT(ffi_answer, rax, 0);
AT(ffi_answer, rdx, 8);
AT(ffi_answer, xmm0, 16);
AT(ffi_answer, xmm1, 32);
AT(ffi_answer, st0, 48);
AT(ffi_answer, st1, 64);
AT(ffi_answer, reserved, 80);
SIZE(ffi_answer, 96);

AT(ffi_callback, state, 0);
AT(ffi_callback, index, 4);
AT(ffi_callback, thread, 8);
AT(ffi_callback, stack_words, 12);
AT(ffi_callback, integers, 16);
AT(ffi_callback, vectors, 64);
AT(ffi_callback, answer, 192);
AT(ffi_callback, data_lengths, 288);
AT(ffi_callback, stack, 320);
AT(ffi_callback, data, 8512);
SIZE(ffi_callback, FFI_CALLBACK_SIZE);

AT(ffi_callback_rule, pointer_slot, 0);
AT(ffi_callback_rule, size_slot, 4);
AT(ffi_callback_rule, element_size, 8);
AT(ffi_callback_rule, maximum, 12);
SIZE(ffi_callback_rule, 16);

AT(ffi_callback_entry, bound, 0);
AT(ffi_callback_entry, convention, 4);
AT(ffi_callback_entry, stack_words, 8);
AT(ffi_callback_entry, result, 12);
AT(ffi_callback_entry, rule_count, 16);
AT(ffi_callback_entry, result_size, 20);
AT(ffi_callback_entry, rules, 24);
SIZE(ffi_callback_entry, 152);

AT(ffi_header, magic, 0);
AT(ffi_header, version, 8);
AT(ffi_header, flags, 12);
AT(ffi_header, segment_size, 16);
AT(ffi_header, host_pid, 24);
AT(ffi_header, calls_pipe, 28);
AT(ffi_header, secret, 32);
AT(ffi_header, segment_address, 64);
AT(ffi_header, symbol_lookup, 72);
AT(ffi_header, pipe, 80);
AT(ffi_header, start_error, 84);
AT(ffi_header, start_step, 88);
AT(ffi_header, worker_pid, 92);
AT(ffi_header, contract_hash, 96);
SIZE(ffi_header, 160);

AT(ffi_control, worker_sleeps, 0);
AT(ffi_control, worker_dead, 4);
AT(ffi_control, host_sleeps, 64);
AT(ffi_control, foreign_bell, 128);
AT(ffi_control, ready, 192);
AT(ffi_control, cancel, 256);
AT(ffi_control, exchange, 384);
SIZE(ffi_control, 512);

AT(ffi_exchange, turn, 0);
AT(ffi_exchange, message, 4);
AT(ffi_exchange, operand, 8);
AT(ffi_exchange, depth, 8);
AT(ffi_exchange, machine_changes, 12);
AT(ffi_exchange, callback, 12);
AT(ffi_exchange, integers, 16);
AT(ffi_exchange, vectors, 48);
SIZE(ffi_exchange, 64);

AT(ffi_recorder_frame, sequence, 0);
AT(ffi_recorder_frame, stage, 8);
AT(ffi_recorder_frame, callback, 12);
AT(ffi_recorder_frame, row, 16);
SIZE(ffi_recorder_frame, 24);

AT(ffi_recorder, depth, 0);
AT(ffi_recorder, call_thread, 4);
AT(ffi_recorder, calls, 8);
AT(ffi_recorder, overrun, 16);
AT(ffi_recorder, overrun_error, 24);
AT(ffi_recorder, frames, 32);
SIZE(ffi_recorder, 416);

AT(ffi_crash, state, 0);
AT(ffi_crash, kind, 4);
AT(ffi_crash, signal, 8);
AT(ffi_crash, code, 12);
AT(ffi_crash, address, 16);
AT(ffi_crash, sender_pid, 24);
AT(ffi_crash, thread, 28);
AT(ffi_crash, error_code, 32);
AT(ffi_crash, trap_number, 40);
AT(ffi_crash, exit_code, 48);
AT(ffi_crash, nested_signal, 52);
AT(ffi_crash, sequence, 56);
AT(ffi_crash, stage, 64);
AT(ffi_crash, frame_count, 68);
AT(ffi_crash, time_ns, 72);
AT(ffi_crash, registers, 80);
AT(ffi_crash, stack_low, 224);
AT(ffi_crash, stack_high, 232);
AT(ffi_crash, chain_count, 240);
AT(ffi_crash, abort_length, 244);
AT(ffi_crash, stack_length, 248);
AT(ffi_crash, maps_length, 252);
AT(ffi_crash, thread_name, 256);
AT(ffi_crash, frames, 272);
AT(ffi_crash, chain, 1296);
AT(ffi_crash, abort_message, 2320);
AT(ffi_crash, depth, 3344);
AT(ffi_crash, reserved, 3348);
SIZE(ffi_crash, 3352);

static_assert(FFI_IMAGE_SIZE == IMAGE_STACK, "image size");
AT(ffi_rows, next, ROWS_NEXT);
AT(ffi_rows, at, ROWS_AT);
AT(ffi_rows, stride, ROWS_STRIDE);
AT(ffi_rows, row, ROWS_ROW);
AT(ffi_rows, end, ROWS_END);
AT(ffi_rows, note, ROWS_NOTE);
AT(ffi_rows, cancel, ROWS_CANCEL);
AT(ffi_rows, number, ROWS_NUMBER);
AT(ffi_rows, words[0].word, ROWS_WORD0);
AT(ffi_rows, words[0].behind, ROWS_BEHIND0);
AT(ffi_rows, words[1].word, ROWS_WORD1);
AT(ffi_rows, words[1].behind, ROWS_BEHIND1);
AT(ffi_rows, result.word, ROWS_RESULT);
AT(ffi_rows, result.behind, ROWS_BEHIND_RESULT);
AT(ffi_rows, vectors, ROWS_VECTORS);
static_assert(FFI_IMAGE_POP_ST0 == IMAGE_FLAG_POP_ST0 && FFI_IMAGE_POP_ST1 == IMAGE_FLAG_POP_ST1, "pop flags");
static_assert(FFI_IMAGE_WIDE_VECTORS == IMAGE_FLAG_WIDE_VECTORS, "wide flag");
static_assert(FFI_MODES_CHANGED == IMAGE_MODES_CHANGED && FFI_X87_UNBALANCED == IMAGE_X87_UNBALANCED, "mode bits");
static_assert(FFI_RESULT_POISON == GATE_RESULT_POISON, "poison");
static_assert(FFI_TELL_TALE(FFI_TELL_TALE_STACK) == GATE_TELL_TALE_STACK && FFI_TELL_TALE(FFI_TELL_TALE_OTHER_CONVENTION) == GATE_TELL_TALE_OTHER_CONVENTION, "tell-tales");
static_assert(FFI_TELL_TALE_OTHER_CONVENTION < FFI_TELL_TALES, "tell-tales have room");

static_assert(FFI_RECORDER_OFFSET + sizeof(struct ffi_recorder) <= FFI_CRASH_OFFSET, "recorder before crash record");
static_assert(FFI_CRASH_OFFSET + sizeof(struct ffi_crash) <= FFI_CRASH_STACK_OFFSET, "record before stack copy");
static_assert(FFI_CRASH_STACK_OFFSET + FFI_STACK_COPY_SIZE <= FFI_CRASH_MAPS_OFFSET, "stack copy before maps");
static_assert(FFI_CRASH_MAPS_OFFSET + FFI_MAPS_COPY_SIZE <= FFI_CONTROL_OFFSET, "maps before control");
static_assert(FFI_CONTROL_OFFSET + sizeof(struct ffi_control) <= FFI_FOREIGN_OFFSET, "control before foreign slots");
static_assert(FFI_FOREIGN_OFFSET + FFI_FOREIGN_SLOTS * FFI_CALLBACK_SIZE <= FFI_LANE_OFFSET, "foreign slots before lane");
static_assert(FFI_FRAME_CALLBACK + FFI_CALLBACK_SIZE == FFI_FRAME_SIZE, "a frame is image and callback");
static_assert(FFI_LANE_OFFSET + FFI_FRAMES * FFI_FRAME_SIZE == FFI_WINDOW_OFFSET, "lane before window");
