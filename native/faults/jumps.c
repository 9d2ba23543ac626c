/* Calls of addresses where there is no code. */
#include "faults.h"
#include "opaque.h"

static unsigned char data[16] = { 0x90, 0x90, 0xc3 }; /* nop; nop; ret: harmless if only it could run */

void jump_to_null(void) { ((void (*)(void))opaque(NULL))(); }

void jump_to_data(void) { ((void (*)(void))opaque(data))(); }

void jump_to(const void *address) { ((void (*)(void))opaque(address))(); }
