using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Values;

/// <summary>A small library of these tests' own, with a host that calls it. Skips the tests where there is no gcc.</summary>
public sealed class CompiledLibrary : IAsyncLifetime
{
    private const string Source = """
        #include <stdarg.h>
        #include <stdio.h>
        #include <complex.h>
        struct point { double x, y; };
        struct big { long n[6]; };
        struct flags { unsigned low : 3, high : 29; float weight; };
        enum color { RED, GREEN = 7, BLUE };
        struct page { char c; } __attribute__((aligned(4096)));

        double sum_mixed(int count, ...)   /* each: an int, a double, a struct point, a struct flags */
        {
            va_list list; double sum = 0;
            va_start(list, count);
            for (int i = 0; i < count; i++) {
                sum += va_arg(list, int);
                sum += va_arg(list, double);
                struct point p = va_arg(list, struct point);
                sum += p.x * p.y;
                struct flags f = va_arg(list, struct flags);
                sum += f.low + f.high + f.weight;
            }
            va_end(list);
            return sum;
        }

        int own_format(char *to, size_t size)
        {
            return snprintf(to, size, "%d|%ld|%u|%lu|%c|%hhd|%.3f|%g|%La|%s|%p|%*d|%%", -5, -123456789012345L, 4000000000u, 18446744073709551615ul, 'x', (signed char)-3,
                1.5f, 1e300, 1.25L, "text", (void *)0x1234, 8, 42);
        }

        struct point mirrored(struct point p) { return (struct point){ p.y, p.x }; }
        struct big counted(struct big b, int from) { for (int i = 0; i < 6; i++) b.n[i] += from + i; return b; }
        struct flags flagged(unsigned low, unsigned high) { return (struct flags){ low, high, 0.5f }; }
        enum color after(enum color c) { return c == RED ? GREEN : c == GREEN ? BLUE : 99; }
        unsigned __int128 product(unsigned long a, unsigned long b) { return (unsigned __int128)a * b; }
        __int128 negated(__int128 n) { return -n; }
        _Float16 halved(_Float16 h) { return h / 2; }
        long double _Complex turned(long double _Complex z) { return z * 1.0il; }
        float _Complex conjugate(float _Complex z) { return conjf(z); }
        int by_size(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
        int (*comparer(void))(const void *, const void *) { return by_size; }
        int is_null(int (*function)(int)) { return function == 0; }
        int trace(int (*rows)[3], int count) { int sum = 0; for (int i = 0; i < count; i++) sum += rows[i][i]; return sum; }
        long page_offset(struct page p) { return (unsigned long)&p % 4096 + p.c; }
        long not_big(void) { return 5; }
        signed char low8(long n) { return n; }
        unsigned char ulow8(long n) { return n; }
        short low16(long n) { return n; }
        unsigned short ulow16(long n) { return n; }
        int low32(long n) { return n; }
        unsigned ulow32(long n) { return n; }
        long same64(long n) { return n; }
        unsigned long usame64(unsigned long n) { return n; }
        _Bool is_odd(long n) { return n & 1; }
        long of_bool(_Bool b) { return b ? 1 : 10; }
        float thirded(float f) { return f / 3; }
        long double thirded_wide(long double l) { return l / 3; }
        int split(long n, int *low, short *high, struct point *both) { *low = n; *high = n >> 32; *both = (struct point){ *low, *high }; return 0; }
        __attribute__((ms_abi)) struct big ms_counted(struct big b, int from) { for (int i = 0; i < 6; i++) b.n[i] += from + i; return b; }
        __attribute__((ms_abi)) double ms_sum(int count, ...) { __builtin_ms_va_list list; double sum = 0; __builtin_ms_va_start(list, count);
            for (int i = 0; i < count; i++) sum += __builtin_va_arg(list, double); __builtin_ms_va_end(list); return sum; }

        """;

    /// <summary>What its header would say.</summary>
    private const string Header = """
        struct point { double x, y; }; struct big { long n[6]; }; struct flags { unsigned low : 3, high : 29; float weight; };
        enum color { RED, GREEN = 7, BLUE };
        struct page { char c; } __attribute__((aligned(4096)));
        long page_offset(struct page p);
        double sum_mixed(int count, ...);
        int own_format(char *to, size_t size);
        struct point mirrored(struct point p);
        struct big counted(struct big b, int from);
        struct flags flagged(unsigned low, unsigned high);
        enum color after(enum color c);
        unsigned __int128 product(unsigned long a, unsigned long b);
        __int128 negated(__int128 n);
        _Float16 halved(_Float16 h);
        long double _Complex turned(long double _Complex z);
        float _Complex conjugate(float _Complex z);
        int (*comparer(void))(const void *, const void *);
        int is_null(int (*function)(int));
        int trace(int (*rows)[3], int count);
        signed char low8(long n); unsigned char ulow8(long n); short low16(long n); unsigned short ulow16(long n); int low32(long n); unsigned ulow32(long n);
        long same64(long n); unsigned long usame64(unsigned long n); _Bool is_odd(long n); long of_bool(_Bool b);
        float thirded(float f); long double thirded_wide(long double l);
        int split(long n, int *low, short *high, struct point *both);
        __attribute__((ms_abi)) struct big ms_counted(struct big b, int from);
        __attribute__((ms_abi)) double ms_sum(int count, ...);
        """;

    private RecordedHost _recorded = null!;

    public NativeHost Host => _recorded.Host;

    public Declarations Declarations { get; } = Declarations.Parse(Header);

    public string Path { get; } = OwnTemporaryFolder.NewFile() + ".so";

    public async ValueTask InitializeAsync()
    {
        CCompiler.CompileLibrary(Source, Path);
        _recorded = await RecordedHost.StartAsync();
    }

    public ValueTask DisposeAsync() => _recorded?.DisposeAsync() ?? ValueTask.CompletedTask;

    public RecordType Record(string name) => (RecordType)Declarations.FindType(name)!;

    /// <summary>A function by its name in the header, or by a prototype.</summary>
    public async Task<NativeFunction> FunctionAsync(string name) => await (await Host.LoadAsync(Path, Declarations)).FunctionAsync(name);
}
