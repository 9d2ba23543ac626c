namespace FfiIsolation.GeneratorTests.Calls;

/// <summary>What needs no session, of each kind.</summary>
[NativeLibrary("c"), NativeDeclarations("typedef struct { int quot; int rem; } div_t; struct timespec { long tv_sec; long tv_nsec; };")]
public partial interface ILibC
{
    [NativeFunction("size_t strlen(const char *s) __attribute__((pure))")]
    nuint StrLen(string? s);

    [NativeFunction("size_t strlen(const char *s) __attribute__((pure))")]
    Task<nuint> StrLenAsync(ReadOnlyMemory<byte> s, CancellationToken cancellationToken = default);

    [NativeFunction("int abs(int n)")]
    int Abs(int n);

    [NativeFunction("div_t div(int numerator, int denominator)")]
    Division Divide(int numerator, int denominator);

    [NativeFunction("char *strdup(const char *s) __attribute__((malloc(free)))")]
    string? Duplicate(string s);

    [NativeFunction("char *strdup(const char *s)")]
    [return: FreedBy("free")]
    ValueTask<string?> DuplicateAsync(string s);

    [NativeFunction("char *strerror(int number)")]
    [return: Borrowed]
    string ErrorText(int number);

    [NativeFunction("void *memcpy(void *destination, const void *source, size_t n) __attribute__((access(write_only, 1, 3)))")]
    void Copy(Span<int> destination, ReadOnlySpan<int> source, nuint n);

    [NativeFunction("void *memset(void *destination, int value, size_t n)")]
    Task FillAsync(Memory<byte> destination, int value, nuint n);

    [NativeFunction("void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))")]
    void Sort(Span<int> items, nuint count, nuint size, Comparison compare);

    [NativeFunction("void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))")]
    Task SortAsync(int[] items, nuint count, nuint size, Comparison compare);

    [NativeFunction("int snprintf(char *s, size_t n, const char *format, ...)")]
    int Format(Span<byte> s, nuint n, string format, int number, double fraction, string text);

    [NativeFunction("int close(int descriptor)", SetLastError = true)]
    int Close(int descriptor);

    [NativeFunction("int close(int descriptor)")]
    ValueTask<NativeResult> CloseAsync(int descriptor);

    [NativeFunction("int nanosleep(const struct timespec *time, struct timespec *rest)", TimeoutMilliseconds = 100)]
    int Sleep(in TimeSpec time, out TimeSpec rest);

    [NativeFunction("int isalpha(int c)")]
    bool IsLetter(int c);

    [NativeFunction("int getpid(void)")]
    int ProcessId();

    [NativeFunction("double frexp(double x, int *exponent)")]
    double Split(double x, out int exponent);

    /// <summary>A method of its own, in terms of the others.</summary>
    nuint TwiceTheLength(string s) => 2 * StrLen(s);

    public delegate int Comparison(in int left, in int right);

    public readonly record struct Division(int Quotient, int Remainder);

    public readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
