/* A library that crashes while it is loaded: whoever asks for it never gets to call it. */
#include "faults.h"
#include "opaque.h"
#include <stddef.h>

__attribute__((constructor)) static void crash_while_loading(void) { *(volatile int *)opaque(NULL) = 42; }

int constructor_survived(void) { return 1; }
