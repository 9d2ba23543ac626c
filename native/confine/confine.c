#define _GNU_SOURCE
#include "confine.h"
#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define ASKS (FFI_CONFINE_OTHERS | FFI_CONFINE_MACHINE | FFI_CONFINE_EXEC | FFI_CONFINE_SOCKETS | FFI_CONFINE_FILES)

/* The host has to have it before the first refused call, or that call waits. */
static struct ffi_confine_failure hand_over(int listener)
{
    char byte = 0, control[CMSG_SPACE(sizeof listener)];
    memset(control, 0, sizeof control);
    struct iovec data = { .iov_base = &byte, .iov_len = 1 };
    struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof listener);
    memcpy(CMSG_DATA(header), &listener, sizeof listener);
    ssize_t sent;
    do
        sent = sendmsg(FFI_LISTENER_SOCKET, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    struct ffi_confine_failure failure = { sent == 1 ? NULL : "the listener of system calls does not reach the host", errno };
    close(listener);                 /* who holds it could answer the questions about himself */
    close(FFI_LISTENER_SOCKET);
    return failure;
}

struct ffi_confine_failure ffi_confine(const struct ffi_confinement *settings)
{
    struct ffi_confine_failure failure = ffi_confine_limits(settings);
    if (failure.what != NULL || settings->flags == 0)
        return failure;
    /* What Landlock and seccomp ask of whoever is not root, and right in itself: a program that is set-user-ID gains nothing here. */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return (struct ffi_confine_failure) { "prctl(PR_SET_NO_NEW_PRIVS)", errno };
    failure = ffi_confine_capabilities(settings);
    if (failure.what == NULL)
        failure = ffi_confine_domain(settings);
    if (failure.what != NULL || (settings->flags & ASKS) == 0)
        return failure;
    int listener = -1;
    failure = ffi_confine_system_calls(settings, &listener);
    return failure.what != NULL ? failure : hand_over(listener);
}
