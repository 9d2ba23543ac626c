namespace FfiIsolation.Tests.Prototypes;

/// <summary>Declarations as people paste them, all legal C with GCC's attributes.</summary>
internal static class Corpus
{
    public static readonly string[] Declarations =
    [
        "double my_cos(double x)",
        "extern double cos1(double __x) __attribute__ ((__nothrow__ , __leaf__));",
        "size_t my_strlen(const char *s) __attribute__((pure, nonnull(1)))",
        "char const *const *f3(char const volatile *const restrict *p, int)",
        "int open_db(const char *filename, struct sqlite3 **ppDb)",
        "void *f5(void *restrict dest, const void *__restrict src, size_t n) __attribute__((access(write_only, 1, 3), access(read_only, 2, 3)))",
        "int f6(int a[static 4], const char b[16], char *c[], int d[const], unsigned e[restrict const static 7], long g[static volatile 2])",
        "int f7(struct stat *buf, union u *u, enum e *e, FILE *file, FILE *const *files)",
        "extern __inline__ unsigned long long int f8(long unsigned a, signed char b, char c, long double d, _Bool e)",
        "__attribute__((const)) int f9(int x)",
        "int __attribute__((pure)) f10(const int *x)",
        "char * __attribute__((malloc, malloc(free), malloc(my_free, 2))) f11(void)",
        "_Noreturn void f12(int status)",
        "void f13(void) __attribute__((__noreturn__, cold))",
        "int (f14)(int (a), char *(b), char (*c))",
        "/* a comment */ int // another\n f15 /**/ (int a /* first */,\n    int b)\n;",
        "int f16(int very\\\nlong, un\\\nsigned b)",
        "__extension__ static inline uint64_t f17(uint8_t, int_fast16_t, intptr_t, wchar_t, char16_t, char32_t, ssize_t, off_t, pid_t)",
        "void f18(void *__attribute__((unused)) p, register int i)",
        "int f19(int *_, int $dollar)",
        "float f20(float (a), double (*b), long double *(*c))",
        "const int f21(const int a, volatile long b)",
        "volatile char *f22(__const__ char *a, __volatile__ __signed__ int b)",
        "int f23(int n, int a[n], int b[*], int c[2 * 8 + 1])",
        "void *f24(size_t n) __attribute__((warn_unused_result, alloc_size(1), visibility(\"default\"), deprecated(\"use \\\"other\\\"\")))",
        "int f25(void *) __attribute__((nonnull)) __attribute__((, access(none, 1),))",
        "bool f26(struct foo *p)",
        "void f27(int a, void *p) __attribute__((access(__read_write__, 2, 1)));",
        "int f28(char *a, int n, void *b, void *c) __attribute__((ownership_takes(malloc, 1, 3), __ownership_holds__(my_alloc, 4)))",
    ];
}
