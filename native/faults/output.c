/* Libraries that talk. */
#include "faults.h"
#include <stdio.h>
#include <stdlib.h>

int write_to_stdout(const char *text)
{
    int result = puts(text);
    fflush(stdout);
    return result;
}

int write_to_stderr(const char *text) { return fputs(text, stderr); }

void flood_stderr(size_t size)
{
    for (size_t i = 0; i < size; i++)
        fputc(i % 80 == 79 ? '\n' : 'x', stderr);
}

void flood_stdout(size_t size)
{
    for (size_t i = 0; i < size; i++)
        putchar(i % 80 == 79 ? '\n' : 'x');
    fflush(stdout);
}

void flood_stdout_for_ever(void)
{
    for (;;)
        flood_stdout(1 << 16);
}

int complain_and_abort(const char *text)
{
    fprintf(stderr, "%s\n", text);
    abort();
}
