/* 87 to 99: forged deaths. */
#define _GNU_SOURCE
#include "evil.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void forge_crash(const struct ffi_image *image, int32_t number)
{
    evil.crash->kind = FFI_CRASH_SIGNAL;
    evil.crash->signal = number;
    evil.crash->code = 1;
    evil.crash->address = 0x1234;
    evil.crash->thread = evil.recorder->call_thread;
    evil.crash->trap_number = 14;
    evil.crash->sequence = image->sequence;
    evil.crash->stage = FFI_STAGE_NATIVE;
    evil.crash->depth = 0;
    evil.crash->state = FFI_CRASH_REGISTERS;
}

static void forge_map(const char *text, size_t length)
{
    memcpy(evil.segment + FFI_CRASH_MAPS_OFFSET, text, length < FFI_MAPS_COPY_SIZE ? length : FFI_MAPS_COPY_SIZE);
    evil.crash->maps_length = (uint32_t)length;
    evil.crash->stack_length = UINT32_MAX;
    evil.crash->chain_count = evil.crash->frame_count = UINT32_MAX;
    for (int i = 0; i < FFI_MAX_FRAMES; i++)
        evil.crash->frames[i] = evil.crash->chain[i] = 0x10000u * (uint64_t)(i % 8 + 1) + 0x10;
    evil.crash->registers[16] = 0x10010;
    evil.crash->state = FFI_CRASH_UNWOUND;
}

static _Noreturn void die_by(int number)
{
    signal(number, SIG_DFL);
    kill(getpid(), number);
    be_silent();
}

/* Files that would keep who opens or reads them: a pipe without a writer, devices, a folder, itself. */
static void name_traps(void)
{
    char pipe[256], text[4096];
    snprintf(pipe, sizeof pipe, "%s/evil.fifo", getenv("TMPDIR") == NULL ? "/tmp" : getenv("TMPDIR"));
    mkfifo(pipe, 0600);
    int length = snprintf(text, sizeof text,
        "10000-20000 r-xp 00000000 00:00 1 %s\n20000-30000 r-xp 00000000 00:00 1 /dev/zero\n30000-40000 r-xp 00000000 00:00 1 /proc/kmsg\n"
        "40000-50000 r-xp 00000000 00:00 1 /dev/tty\n50000-60000 r-xp 00000000 00:00 1 /\n60000-70000 r-xp 00000000 00:00 1 /proc/self/fd/0\n"
        "70000-80000 r-xp 00000000 00:00 1 /proc/self/mem\n80000-90000 r-xp 00000000 00:00 1 ../../../etc/shadow\n", pipe);
    forge_map(text, (size_t)length);
}

static void name_rubbish(void)
{
    static char rubbish[FFI_MAPS_COPY_SIZE];
    for (size_t at = 0; at + 64 < sizeof rubbish; at += 64)
        memcpy(rubbish + at, "10000-ffffffffffffffff r-xp ffffffffffffffff 00:00 1 \033[2J\033]0;x\a\r\n", 64);
    forge_map(rubbish, sizeof rubbish);
    memcpy(evil.crash->thread_name, "\033[31m\a\r\n\xff\xfe)", 11);
    memset(evil.crash->abort_message, '\033', sizeof evil.crash->abort_message);
    evil.crash->abort_length = UINT32_MAX;
}

bool death_attack(int attack, struct call *call)
{
    switch (attack) {
    case 87:
        forge_crash(call->image, SIGSEGV);
        say(0, exchange()->turn | FFI_TURN_DEAD);
        return true;
    case 88:
        forge_crash(call->image, SIGSEGV);
        syscall(SYS_exit_group, 0);
        return true;
    case 89:
        memset(evil.recorder, 0xff, sizeof *evil.recorder);
        die_by(SIGKILL);
    case 90:
        /* As if the call had not begun: the number of the one before, which had ended. */
        evil.recorder->frames[0].sequence = call->image->sequence - 1;
        evil.recorder->frames[0].stage = FFI_STAGE_DONE;
        syscall(SYS_exit_group, 0);
        return true;
    case 91:
        forge_crash(call->image, SIGSEGV);
        name_traps();
        die_by(SIGSEGV);
    case 92:
        forge_crash(call->image, SIGABRT);
        name_rubbish();
        dprintf(STDERR_FILENO, "\033[2J*** stack smashing detected ***: \a\r\xff\xfe\n");
        die_by(SIGABRT);
    case 93:
        evil.header->flags |= FFI_HEADER_ORDERLY_SHUTDOWN;
        syscall(SYS_exit_group, 0);
        return true;
    case 94:
        forge_crash(call->image, SIGSEGV);
        evil.crash->kind = 77;
        evil.crash->signal = -5;
        evil.crash->nested_signal = UINT32_MAX;
        evil.crash->depth = UINT32_MAX;
        die_by(SIGSEGV);
    default:
        return false;
    }
}
