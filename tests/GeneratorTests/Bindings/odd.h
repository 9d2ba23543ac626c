/* What headers may have and most have not. `ffi bind` is held against gcc with it. */
#include <complex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Enums: of 64 bits, with and without a sign, beyond int, packed, with names that are none in C#. */
enum far { FAR_LOW = -1, FAR_HIGH = 0x7fffffffffffffff };
enum huge { HUGE_TOP = 0xffffffffffffffff, HUGE_ONE = 1 };
enum above { ABOVE_INT = 0x80000000 };
enum __attribute__((packed)) small { SMALL_NONE, SMALL_MOST = 200 };
enum __attribute__((packed)) smaller { SMALLER_MINUS = -1, SMALLER_MOST = 127 };
enum odd_names { lock, value__, with$dollar, Equals, ToString };
enum { UNNAMED_FAR = 1LL << 40, UNNAMED_MINUS = -(1LL << 40), UNNAMED_ONE = 1 };
enum { UNNAMED_TOP = 0xf0000000 };
typedef enum tagged_kind { TAGGED_FIRST = 1 } kind_of_tag;
enum same_name { SAME_A };
enum same_Name { SAME_B };
enum sameName { SAME_C };

/* Macros of each type, with names that C# or the interface has. */
#define ODD_UNSIGNED 0x80000000u
#define ODD_LONG (-1L)
#define ODD_ULL 0xffffffffffffffffULL
#define ODD_LEAST (-9223372036854775807L - 1)
#define ODD_LEAST_INT (-2147483647 - 1)
#define ODD_CHAR '\377'
#define ODD_SHIFTED (-8 >> 1)
#define ODD_LEFT (1u << 31)
#define ODD_SIZE sizeof(void *)
#define ODD_TRUE true
#define ODD_BYTE ((unsigned char)255)
#define ODD_SHORT ((short)-2)
#define ODD_FLOAT 1.5f
#define ODD_DOUBLE 1e-310
#define ODD_INFINITE (1e308 * 10)
#define ODD_TEXT "a\tb\"\\\001\x7f"
#define ODD_EMPTY ""
#define UNNAMED_ONE UNNAMED_ONE
#define class 1
#define On 2
#define OnAsync 3
#define IsolatedClient 4
#define GetType 5
#define IOdd 6
#define odd$dollar 7

/* Bit-fields: of each type, across bytes, at the end, packed, in unions. */
struct bits {
    int minus : 3;
    unsigned wide : 29;
    long across : 40;
    bool flag : 1;
    signed char narrow : 7;
    short middle : 9;
    char text : 5;
    int : 0;
    unsigned long all : 64;
    enum far distance : 3;
    enum above above : 32;
    kind_of_tag kind : 2;
    enum { BITS_ONE = 1, BITS_TWO } unnamed : 2;
    int _text;
    int Text : 1;
};
struct __attribute__((packed)) packed_bits { char first; unsigned low : 4, across : 20; int last : 8; long tail : 33; char end[4]; };
struct bits_to_the_end { unsigned day : 6, month : 4, year : 16, last : 6; };
union bits_union { unsigned u : 5; int s : 5; unsigned long whole; };
struct bits_between { unsigned char a : 1; unsigned char b; unsigned char c : 1; struct { int d : 4, e : 4; }; union { int f : 6; char g; }; };

/* Names: of C#, of object, two that become one. */
struct keywords { int class_, namespace, string, Equals, get_hash_code, object, text, Text, text_, TEXT, _, __, $, a$b, value__; };
struct field_same { int field_same, FieldSame; };
struct two_names { int n; };
struct twoNames { int n; };
struct TwoNames { int n; };
struct Span { int n; };
struct string { int n; };
struct system { int n; };

/* Members without a name, without a length, without a size. */
struct deep { union { struct { int a, b; }; long both; }; struct { union { float f; int i; } u[2]; struct { char c; } *p; } in[3]; };
struct flexible { int count; double data[]; };
struct zero { short count; long none[0]; char name[3]; };
struct zeros { int rows[3][0]; char behind; };
struct empty {};
struct holds_empty { struct empty first; int x; struct empty last; };

/* Alignment and types that are laid out in their own way. */
struct aligned_member { char c; int x __attribute__((aligned(16))); };
typedef struct { _Alignas(32) char c; } over_aligned;
struct holds_aligned { char c; over_aligned many[2]; struct aligned_member one; };
struct wide { char head; __int128 big; unsigned __int128 many[2]; };
struct numbers { double _Complex z[2][2]; size_t size; ptrdiff_t difference; bool flags[3]; wchar_t letter; };
struct pointers { void (*array[2])(int); int (*const one)(void); void *list[2][2]; const char *text; int (*rows)[3]; };
#pragma pack(push, 1)
struct pack_one { char c; struct { short s; long l; } inner; struct wide wide; };
#pragma pack(pop)
#pragma pack(push, 4)
union pack_four { double d; char bytes[13]; };
#pragma pack(pop)
