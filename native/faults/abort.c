/* Programs that give up by themselves: SIGABRT. */
#include "faults.h"
#include <assert.h>
#include <stdlib.h>

void abort_now(void) { abort(); }

void assert_positive(int value) { assert(value > 0); }
