/* A copy that the fortified libc knows to be too long. Compiled with _FORTIFY_SOURCE=2. */
#include "faults.h"
#include "opaque.h"
#include <string.h>

void fortify_overflow(const char *text)
{
    char small[8];
    strcpy(small, text);
    opaque(small);
}
