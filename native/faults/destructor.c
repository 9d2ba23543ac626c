/* A library that works, and crashes while it is unloaded: at dlclose, or when the process exits. */
#include "faults.h"
#include "opaque.h"
#include <stdlib.h>

__attribute__((destructor)) static void crash_while_unloading(void) { *(volatile int *)opaque(NULL) = 42; }

int destructor_waits(void) { return 1; }

void destructor_exit(int code) { exit(code); }
