/* One function per scalar type, each returns what it was given: the round trip of every type. */
#include "faults.h"

#define ECHO(name, type) type name(type v) { return v; }
ECHO(echo_bool, bool)
ECHO(echo_char, char)
ECHO(echo_schar, signed char)
ECHO(echo_uchar, unsigned char)
ECHO(echo_short, short)
ECHO(echo_ushort, unsigned short)
ECHO(echo_int, int)
ECHO(echo_uint, unsigned)
ECHO(echo_long, long)
ECHO(echo_ulong, unsigned long)
ECHO(echo_llong, long long)
ECHO(echo_ullong, unsigned long long)
ECHO(echo_int8, int8_t)
ECHO(echo_uint8, uint8_t)
ECHO(echo_int16, int16_t)
ECHO(echo_uint16, uint16_t)
ECHO(echo_int32, int32_t)
ECHO(echo_uint32, uint32_t)
ECHO(echo_int64, int64_t)
ECHO(echo_uint64, uint64_t)
ECHO(echo_size, size_t)
ECHO(echo_ptrdiff, ptrdiff_t)
ECHO(echo_intptr, intptr_t)
ECHO(echo_wchar, wchar_t)
ECHO(echo_float, float)
ECHO(echo_double, double)
ECHO(echo_ldouble, long double)
ECHO(echo_pointer, void *)

void nothing(void) { }
