/* 100 to 118: what a process can do. */
#define _GNU_SOURCE
#include "evil.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void *sleep_for_ever(void *unused)
{
    (void)unused;
    be_silent();
}

static void flood(int descriptor, const char *line)
{
    static char block[1 << 16];
    size_t length = strlen(line);
    for (size_t at = 0; at + length <= sizeof block; at += length)
        memcpy(block + at, line, length);
    while (true)
        if (write(descriptor, block, sizeof block - sizeof block % length) < 0)
            be_silent();
}

/* Once the host has taken the first connection, which can be a moment later than it serves calls. */
static int connect_again(void)
{
    for (int i = 0; i < 5000 && access(evil.pipe_path, F_OK) == 0; i++)
        usleep(1000);
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    strncpy(address.sun_path, evil.pipe_path, sizeof address.sun_path - 1);
    return connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof address) == 0 ? 0 : errno;
}

static void leave_a_child(void)
{
    if (fork() == 0) {
        setsid();
        alarm(5);
        be_silent();
    }
    _exit(0);
}

bool process_attack(int attack, struct call *call)
{
    pthread_t thread;
    pthread_attr_t small;
    int ends[2];
    switch (attack) {
    case 100:
        raise(SIGSTOP);
        return true;
    case 101:
        answer(call, ANSWER);
        raise(SIGSTOP);
        return true;
    case 102: case 103:
        if (attack == 103)
            answer(call, ANSWER);
        shutdown(evil.control, SHUT_RDWR);
        shutdown(evil.calls, SHUT_RDWR);
        be_silent();
    case 104:
        leave_a_child();
        return true;
    case 105:
        flood(STDOUT_FILENO, "flood\n");
        return true;
    case 106:
        flood(STDERR_FILENO, "\033[31m\xff\a\r");
        return true;
    case 107: {
        struct rlimit few = { 64, 64 };
        setrlimit(RLIMIT_NOFILE, &few);
        while (dup(STDIN_FILENO) >= 0) { }
        answer(call, ANSWER);
        return true;
    }
    case 108:
        if (call->way == BY_MEMORY)
            send_all_with_descriptors(evil.control, "bytes that nobody reads", 20);
        else
            attached = 20;
        answer(call, ANSWER);
        return true;
    case 109:
        answer(call, (uint64_t)connect_again());
        return true;
    case 110:
        pthread_attr_init(&small);
        pthread_attr_setstacksize(&small, 16384);
        for (int i = 0; i < 2000; i++)
            pthread_create(&thread, &small, sleep_for_ever, NULL);
        be_silent();
    case 111:
        execl("/bin/sleep", "ffi-worker", "600", (char *)NULL);
        return true;
    case 112:
        prctl(PR_SET_DUMPABLE, 0);
        be_silent();
    case 113:
        for (int i = 0; i < 30000; i++)
            mmap(NULL, 4096, i % 2 == 0 ? PROT_READ : PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        be_silent();
    case 114:
        prctl(PR_SET_NAME, "a) R 1\n\033[31m");
        be_silent();
    case 115:
        /* Something that can always be read where a listener should come. */
        if (pipe(ends) != 0 || write(ends[1], "x", 1) != 1)
            _exit(2);
        send_descriptors(LISTENER_DESCRIPTOR, "x", 1, ends[0], 1);
        be_silent();
    case 116:
        send_descriptors(LISTENER_DESCRIPTOR, "x", 1, STDIN_FILENO, MOST_DESCRIPTORS);
        answer(call, ANSWER);
        return true;
    case 117:
        if (write(LISTENER_DESCRIPTOR, "garbage", 7) != 7)
            _exit(2);
        answer(call, ANSWER);
        return true;
    case 118:
        while (send(evil.control, "!", 1, MSG_OOB | MSG_NOSIGNAL | MSG_DONTWAIT) == 1) { }
        be_silent();
    default:
        return false;
    }
}
