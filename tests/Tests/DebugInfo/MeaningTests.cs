using FfiIsolation.Cli.Checking;
using FfiIsolation.DebugInfo;
using FfiIsolation.Headers;
using FfiIsolation.Libraries;
using FfiIsolation.Tests.Libraries;

namespace FfiIsolation.Tests.DebugInfo;

/// <summary>Declarations that are called rightly, and mean something else than the library does: what gcc wrote down of it, and what its header says, tell the same.</summary>
public sealed class MeaningTests(MeaningTests.Truth truth) : IClassFixture<MeaningTests.Truth>
{
    private const string Types = """
        enum color { RED, GREEN = 7, BLUE };
        enum outcome { FAILED = -1, DONE };
        enum __attribute__((packed)) tiny { FIRST, SECOND };
        enum huge { LEAST, MOST = 0xFFFFFFFF };
        struct marks { enum color color; unsigned count; float values[2]; char name[8]; unsigned char level; };
        struct opaque;
        typedef const int fixed;
        """;

    private const string Source = Types + """

        enum color next(enum color c) { return c; }
        enum outcome try(int n) { return n ? DONE : FAILED; }
        void choose(enum tiny *chosen) { *chosen = SECOND; }
        int most(enum huge h) { return h == MOST; }
        int take(struct marks m) { return m.color; }
        int take_at(const struct marks *m) { return m->color; }
        char letter(char c) { return c; }
        unsigned char level(unsigned char b) { return b; }
        void count(unsigned *to, const unsigned *from) { *to = *from; }
        void fill(int *to, const int *from) { *to = *from; }
        int first(const int (*rows)[3], int (*to)[3]) { return (*to)[0] = (*rows)[0]; }
        int read_fixed(fixed *n) { return *n; }
        void flag(_Bool *set) { *set = 1; }
        void copy(void *to, const void *from) { *(char *)to = *(const char *)from; }
        int look(struct opaque *o) { return o != 0; }
        int each(int (*visit)(char *text, int n)) { return visit(0, 1); }
        char *const *names(char *const argv[], char **other) { return other ? other : argv; }
        unsigned short narrow(unsigned short n) { return n; }
        long long_of(const unsigned long *n, const __WCHAR_TYPE__ *text) { return *n + *text; }
        """;

    // What they are declared with where nothing else is said.
    private static readonly Declarations s_declarations = Declarations.Parse(Types);

    [Theory]
    [InlineData("enum color next(enum color c)")]
    [InlineData("unsigned next(int c)")]
    [InlineData("int try(int n)")]
    [InlineData("enum outcome try(int n)")]
    [InlineData("int most(enum huge h)")]
    [InlineData("int take(struct marks m)")]
    [InlineData("int take_at(struct marks *m)")]
    [InlineData("signed char letter(signed char c)")]
    [InlineData("uint8_t level(uint8_t b)")]
    [InlineData("void fill(int *to, int *from)")]
    [InlineData("int first(const int (*rows)[3], int (*to)[3])")]
    [InlineData("int first(const int *rows, int *to)")]
    [InlineData("int read_fixed(const int *n)")]
    [InlineData("void copy(void *to, void *from)")]
    [InlineData("void copy(unsigned char *to, const char *from)")]
    [InlineData("int look(const struct opaque *o)")]
    [InlineData("int each(int (*visit)(const char *text, int n))")]
    [InlineData("char **names(char **argv, char **other)")]
    [InlineData("char **names(const char *const *argv, const char **other)")]
    [InlineData("long long_of(const size_t *n, const wchar_t *text)")]
    [InlineData("long long_of(const size_t *n, const char32_t *text)")]
    [InlineData("void flag(_Bool *set)")]
    [InlineData("void choose(uint8_t *chosen)")]
    public void What_means_the_same_differs_in_nothing(string prototype)
    {
        Assert.Equal([], Against(prototype, s_declarations).Library);
        Assert.Equal([], Against(prototype, s_declarations).Header);
    }

    [Theory]
    [InlineData("enum c { RED, GREEN, BLUE }; enum c next(enum c c);", "values: the result: in enum c, GREEN = 1 is declared, and the library's is 7; BLUE = 2 is declared, and the library's is 8",
        "values: parameter 1 'c': in enum c, GREEN = 1 is declared, and the library's is 7; BLUE = 2 is declared, and the library's is 8")]
    [InlineData("enum c { ROUGE, VERT = 7, NOIR = 9 }; unsigned next(enum c c);", "(values): parameter 1 'c': in enum c, NOIR = 9 is declared, and nothing in the library's enum color has that value")]
    [InlineData("enum c { RED, GREEN = 7 }; unsigned next(enum c c);")]
    [InlineData("enum o { DONE }; enum o try(int n);", "(sign): the result: enum o is declared without negative values, and the library's enum outcome has FAILED = -1")]
    [InlineData("unsigned try(int n);", "(sign): the result: unsigned int is declared, and the library's is enum outcome")]
    [InlineData("enum t { FIRST, SECOND }; void choose(enum t *chosen);", "pointee: parameter 1 'chosen': enum t * is declared, and the library's is enum tiny *: elements of 4 bytes and 1 byte")]
    [InlineData("enum h { LEAST, MOST = -1 }; int most(enum h h);")] // the same 32 bits
    [InlineData("enum c { RED, GREEN }; struct marks { enum c color; unsigned count; float values[2]; char name[8]; unsigned char level; }; int take_at(const struct marks *m);",
        "values: parameter 1 'm': in the library's const struct marks, 'color' at byte 0: in enum c, GREEN = 1 is declared, and the library's is 7")]
    [InlineData("struct marks { unsigned color; int count; float values[2]; unsigned char name[8]; char level; }; int take(struct marks m);",
        "(sign): parameter 1 'm': in the library's struct marks, 'count' at byte 4 is unsigned int, and in struct marks it is int",
        "(sign): parameter 1 'm': in the library's struct marks, 'level' at byte 24 is unsigned char, and in struct marks it is char")]
    [InlineData("struct marks { unsigned color; unsigned count; int values[2]; char name[8]; unsigned char level; }; int take(struct marks m);",
        "layout: parameter 1 'm': in the library's struct marks, 'values' at byte 8 is float [2], and in struct marks it is int [2]")]
    [InlineData("struct marks { unsigned color; unsigned count; double values[1]; char name[8]; unsigned char level; char rest[7]; }; int take(struct marks m);",
        "layout: parameter 1 'm': struct marks is declared with 32 bytes, and the library's struct marks has 28 bytes")]
    [InlineData("unsigned char letter(char c);", "(sign): the result: unsigned char is declared, and the library's is char")]
    [InlineData("char level(unsigned char b);", "(sign): the result: char is declared, and the library's is unsigned char")]
    [InlineData("short narrow(unsigned short n);", "(sign): the result: short is declared, and the library's is unsigned short")]
    [InlineData("void count(int *to, const unsigned *from);", "(sign): parameter 1 'to': int * is declared, and the library's is unsigned int *")]
    [InlineData("void count(unsigned *to, const int *from);", "(sign): parameter 2 'from': const int * is declared, and the library's is const unsigned int *")]
    [InlineData("void fill(const int *to, const int *from);", "(const): parameter 1 'to': const int * is declared, and the library's is int *: what the function writes there does not come back")]
    [InlineData("int first(const int (*rows)[3], const int (*to)[3]);", "(const): parameter 2 'to': const int (*)[3] is declared, and the library's is int (*)[3]: what the function writes there does not come back")]
    [InlineData("void copy(const void *to, const void *from);", "(const): parameter 1 'to': const void * is declared, and the library's is void *: what the function writes there does not come back")]
    [InlineData("char *const *names(char *const argv[], char *const *other);", "(const): parameter 2 'other': char *const * is declared, and the library's is char **: what the function writes there does not come back")]
    [InlineData("void flag(int *set);", "pointee: parameter 1 'set': int * is declared, and the library's is bool *: elements of 4 bytes and 1 byte")]
    public void What_means_something_else_is_told_by_what_goes_wrong(string declared, params string[] told)
    {
        Declarations declarations = Declarations.Parse(declared);
        string prototype = Assert.Single(declarations.Functions).ToString();
        (string[] library, string[] header) = Against(prototype, declarations);
        Assert.Equal(told, library);
        Assert.Equal(told.Select(text => text.Replace("the library's", "the header's", StringComparison.Ordinal)), header);
    }

    [Fact]
    public void An_enum_of_many_other_values_is_told_in_a_few()
    {
        Declarations declarations = Declarations.Parse("enum c { A = 100, B, C, D, E }; unsigned next(enum c c);");
        string told = Assert.Single(Against(declarations.Functions[0].ToString(), declarations).Library);
        Assert.EndsWith("C = 102 is declared, and nothing in the library's enum color has that value; and more", told, StringComparison.Ordinal);
    }

    /// <summary>Only a header says who frees what.</summary>
    [Theory]
    [InlineData("char *f(void) __attribute__((malloc(free)))", "malloc(free) is declared to free the result, and the header's is malloc(lib_free) or malloc(lib_close, 2)")]
    [InlineData("char *f(void) __attribute__((malloc(lib_close)))", "malloc(lib_close) is declared to free the result, and the header's is malloc(lib_free) or malloc(lib_close, 2)")]
    [InlineData("char *f(void) __attribute__((malloc(lib_free)))", null)]
    [InlineData("char *f(void) __attribute__((malloc(lib_close, 2), malloc(lib_free)))", null)]
    [InlineData("char *f(void)", null)]
    public void A_result_that_another_function_frees_is_a_difference(string declared, string? told)
    {
        TrueFunction header = DeclaredTruth.Of(Prototype.Parse("char *f(void) __attribute__((malloc(lib_free), malloc(lib_close, 2)))"));
        Assert.Equal("char *f(void) __attribute__((malloc(lib_free), malloc(lib_close, 2)))", header.ToString());
        Assert.Equal(told is null ? [] : [new Difference(DifferenceKind.Deallocator, told)], DeclarationCheck.Compare(Prototype.Parse(declared), header, "header"));
        Assert.Empty(DeclarationCheck.Compare(Prototype.Parse(declared), DeclaredTruth.Of(Prototype.Parse("char *f(void)")), "header"));
    }

    /// <summary>GCC's access says what const would.</summary>
    [Fact]
    public void What_a_header_says_is_only_read_may_be_declared_const()
    {
        TrueFunction header = DeclaredTruth.Of(Prototype.Parse("int f(char *bytes, int n) __attribute__((access(read_only, 1, 2)))"));
        Assert.Empty(DeclarationCheck.Compare(Prototype.Parse("int f(const char *bytes, int n)"), header, "header"));
    }

    private (string[] Library, string[] Header) Against(string prototype, Declarations declarations)
    {
        Prototype declared = Prototype.Parse(prototype, declarations);
        string source = Source[Types.Length..].Split('\n').Single(line => line.Contains($" {declared.Name}(", StringComparison.Ordinal) || line.Contains($"*{declared.Name}(", StringComparison.Ordinal));
        Prototype inHeader = Prototype.Parse(source[..source.IndexOf(" {", StringComparison.Ordinal)].Replace("__WCHAR_TYPE__", "wchar_t", StringComparison.Ordinal), s_declarations);
        return (Told(DeclarationCheck.Compare(declared, truth.Functions.Find(declared.Name)!)), Told(DeclarationCheck.Compare(declared, DeclaredTruth.Of(inHeader), "header")));
    }

    private static string[] Told(IReadOnlyList<Difference> differences) =>
        [.. differences.Select(one => $"{(one.IsWarning ? $"({CheckText.Kind(one.Kind)})" : CheckText.Kind(one.Kind))}: {one.Text}")];

    /// <summary>The functions, compiled once.</summary>
    public sealed class Truth : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Truth()
        {
            Tool.Require("gcc");
            File.WriteAllText(_folder.File("meaning.c"), Source);
            string path = _folder.File("libmeaning.so");
            Tool.Run("gcc", "", "-shared", "-fPIC", "-std=gnu17", "-g", "-O1", "-o", path, _folder.File("meaning.c"));
            Functions = TrueFunctions.Of(ElfFile.TryOpen(path)!, ElfFile.TryOpen, DwarfBudget.OfCheck())!;
        }

        internal TrueFunctions Functions { get; }

        public void Dispose() => _folder.Dispose();
    }
}
