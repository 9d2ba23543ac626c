/* Libraries that close what they did not open. */
#define _GNU_SOURCE
#include "faults.h"
#include <unistd.h>

int close_every_descriptor(void) { return close_range(0, ~0u, 0); }

int close_standard_output(void) { return close(STDOUT_FILENO); }
