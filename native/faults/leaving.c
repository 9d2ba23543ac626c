/* Control that leaves the call by another door than return. */
#include "faults.h"
#include "opaque.h"
#include <pthread.h>
#include <setjmp.h>
#include <string.h>

void end_thread(void) { pthread_exit(NULL); }

static jmp_buf dead;

static int remember(void) { return setjmp(dead); }

static void scribble(void)
{
    volatile char frame[4096];
    memset((char *)frame, 0x41, sizeof frame);
}

void jump_to_dead_frame(void)
{
    if (remember() == 0) {
        scribble(); /* over the frame that is gone */
        longjmp(dead, 1);
    }
}

void return_into_text(size_t size)
{
    volatile char local[16];
    volatile char *to = opaque((char *)local);
    for (size_t i = 0; i < size; i++)
        to[i] = 'A'; /* over the return address, and the frames of the callers; no protector looks at it */
}
