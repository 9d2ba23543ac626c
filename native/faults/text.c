/* Texts as results, good and bad. */
#define _GNU_SOURCE
#include "faults.h"
#include "opaque.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const char *static_text(void) { return "Gr\xc3\xbc\xc3\x9f" "e aus C"; }

const char *empty_text(void) { return ""; }

const char *null_text(void) { return NULL; }

const char *long_text(size_t length)
{
    static char *text;
    free(text);
    text = malloc(length + 1);
    if (text == NULL)
        return NULL;
    for (size_t i = 0; i < length; i++)
        text[i] = (char)('a' + i % 26);
    text[length] = '\0';
    return text;
}

const char *text_without_end(void)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED || mprotect(pages + page, page, PROT_NONE) != 0)
        return NULL;
    return memcpy(pages + page - 8, "no end..", 8);
}

const char *invalid_text(void) { return "caf\xe9 \xff\xfe"; }

const char *wild_text(void) { return opaque((void *)0x123456789000); }
