using FfiIsolation.DebugInfo;
using FfiIsolation.Libraries;
using FfiIsolation.Tests.Libraries;

namespace FfiIsolation.Tests.DebugInfo;

/// <summary>Debug information as gcc writes it for functions of every kind.</summary>
internal static class CompiledTruth
{
    public const string Types = """
        struct point { int x; double y; };
        struct twins { int first, second; };
        struct node { struct node *next; unsigned low : 3, high : 9; union { int number; float real; }; char name[8]; };
        enum color { RED, GREEN = 7 };
        typedef unsigned long count;
        typedef int (*compare)(const void *, const void *);
        """;

    // The first is none that our parser takes.
    private const string Unions = """
        typedef union { const struct point *point; const struct twins *twins; } any __attribute__((transparent_union));
        union point_or_twins { const struct point *point; const struct twins *twins; };
        union point_or_number { const struct point *point; long number; };
        """;

    public const string Source = Types + Unions + """

        int first_of(any one) { return one.twins->first; }
        int one_of(union point_or_twins one) { return one.twins->first; }
        int either(union point_or_number one) { return one.point->x; }
        double half(double x) { return x / 2; }
        float half_of_float(float x) { return x / 2; }
        long add(long a, int b) { return a + b; }
        unsigned positive(unsigned n) { return n; }
        int none(void) { return 3; }
        void nothing(int n) { (void)n; }
        const char *name_of(enum color color) { return color == RED ? "red" : "green"; }
        double length(struct point p) { return p.x + p.y; }
        struct point make(int x, double y) { struct point p = {x, y}; return p; }
        int walk(const struct node *first, const struct node *const *all) { return first && all ? 1 : 0; }
        void fill(int *values, count n) { for (count i = 0; i < n; i++) values[i] = 0; }
        void fill_long(long *values) { *values = 0; }
        double sum(const double values[3]) { return values[0] + values[1] + values[2]; }
        int list(const char *format, ...) { return *format; }
        int sort(void *base, count n, compare how) { return how(base, base) + (int)n; }
        char **words(char ***out) { *out = 0; return 0; }
        _Bool flag(_Bool b, unsigned char c) { return b && c; }
        long double wide(long double x, __int128 n) { return x + n; }
        double _Complex turn(double _Complex z) { return -z; }
        int rows(int (*matrix)[3]) { return matrix[0][1]; }
        static __attribute__((noinline)) int inner(int n) { return n * 2; }
        int outer(int n) { return inner(n) + inner(n + 1); }
        int minus(const struct twins *t) { return t->first - t->second; }
        int later(void (*then)(int), int (*old)()) { then(1); return old(2); }
        __SIZE_TYPE__ wide_length(const __WCHAR_TYPE__ *text) { return text[0] ? 1 : 0; }
        int real_name(short s) { return s; }
        int other_name(short s) __attribute__((alias("real_name")));
        """;

    /// <summary>The functions, compiled with options.</summary>
    public static TrueFunctions Compile(TemporaryFolder folder, params string[] options)
    {
        Tool.Require("gcc");
        File.WriteAllText(folder.File("truth.c"), Source);
        string path = folder.File("libtruth.so");
        Tool.Run("gcc", "", ["-shared", "-fPIC", "-std=gnu17", "-O1", .. options, "-o", path, folder.File("truth.c")]);
        return TrueFunctions.Of(ElfFile.TryOpen(path)!, ElfFile.TryOpen, DwarfBudget.OfCheck())!;
    }
}
