using FfiIsolation.DebugInfo;
using FfiIsolation.Libraries;
using FfiIsolation.Tests.Layout;
using FfiIsolation.Tests.Libraries;

namespace FfiIsolation.Tests.DebugInfo;

/// <summary>Declarations against what gcc wrote down about the functions.</summary>
public sealed class DeclarationCheckTests(DeclarationCheckTests.Truth truth) : IClassFixture<DeclarationCheckTests.Truth>
{
    private static readonly Declarations s_declarations = Declarations.Parse(CompiledTruth.Types + """
        struct swapped { double y; int x; }; struct small { int x; }; struct wrong { float x; double y; };
        struct exchanged { int second, first; }; struct own_names { int a, b; };
        """);

    [Theory]
    // Those of the source, in other words where C has others.
    [InlineData("double half(double)")]
    [InlineData("long add(ssize_t a, int32_t b)")]
    [InlineData("unsigned int positive(uint32_t n)")]
    [InlineData("const char *name_of(enum color c)")]
    [InlineData("const char *name_of(unsigned c)")]
    [InlineData("double length(struct point p)")]
    [InlineData("struct point make(int x, double y)")]
    [InlineData("int walk(const struct node *first, const struct node **all)")]
    [InlineData("int walk(const void *first, void *all)")]
    [InlineData("void fill(int values[], size_t n)")]
    [InlineData("void fill(void *values, size_t n)")]
    [InlineData("void fill_long(unsigned char *bytes)")]
    [InlineData("double sum(const double *values)")]
    [InlineData("int list(const char *format, ...)")]
    [InlineData("int sort(void *base, size_t n, int (*how)(const void *, const void *))")]
    [InlineData("char **words(char ***out)")]
    [InlineData("bool flag(bool b, uint8_t c)")]
    [InlineData("long double wide(long double x, __int128 n)")]
    [InlineData("double complex turn(double complex z)")]
    [InlineData("int rows(int *matrix)")]
    [InlineData("int outer(int n)")]
    [InlineData("int other_name(short s)")]
    [InlineData("int minus(const struct own_names *t)")]
    [InlineData("int later(void (*then)(int), int (*old)(int))")]
    [InlineData("int later(void (*then)(int), int (*old)(double, double))")]
    [InlineData("int list(const unsigned char *format, ...)")]
    [InlineData("int first_of(const struct twins *one)")]
    [InlineData("int first_of(const struct point *one)")]
    [InlineData("int one_of(const struct point *one)")]
    public void A_right_declaration_differs_in_nothing(string prototype) => Assert.Equal("", Differences(prototype));

    [Theory]
    [InlineData("int half(double x)", "Class")]
    [InlineData("double half(int x)", "Class")]
    [InlineData("float half(double x)", "Width")]
    [InlineData("double half_of_float(double x)", "Width Width")]
    [InlineData("int add(int a, int b)", "Width Width")]
    [InlineData("long add(long a)", "Arity")]
    [InlineData("long add(long a, int b, int c)", "Arity")]
    [InlineData("int positive(int n)", "(Sign) (Sign)")]
    [InlineData("void none(void)", "(Class)")]
    [InlineData("int nothing(int n)", "Class")]
    [InlineData("int name_of(enum color c)", "Class")]
    [InlineData("long name_of(enum color c)", "(Class)")]
    [InlineData("const char *name_of(long c)", "Width")]
    [InlineData("double length(struct point *p)", "Class")]
    [InlineData("double length(struct swapped p)", "Layout")]
    [InlineData("double length(struct small p)", "Layout")]
    [InlineData("double length(struct wrong p)", "Layout")]
    [InlineData("void make(int x, double y)", "Class")]
    [InlineData("int walk(const struct point *first, void *all)", "Layout")]
    [InlineData("int walk(const struct node *first, const struct node *all)", "(PointerDepth)")]
    [InlineData("int walk(const struct node *first, struct nowhere *all)", "(PointerDepth)")]
    [InlineData("void fill(long *values, size_t n)", "Pointee")]
    [InlineData("void fill(float *values, size_t n)", "(Pointee)")]
    [InlineData("void fill(int *values, int n)", "Width")]
    [InlineData("void fill_long(int *out)", "Pointee")]
    [InlineData("int list(const char *format)", "Variadic")]
    [InlineData("int none(int a, ...)", "Arity Variadic")]
    [InlineData("int sort(void *base, size_t n, void **how)", "(Pointee)")]
    [InlineData("int list(const wchar_t *format, ...)", "(Pointee)")]
    [InlineData("int sort(void *base, size_t n, int (*how)(const void *))", "(Arity)")]
    [InlineData("int sort(void *base, size_t n, int (*how)(const void *, const void *, void *))", "Arity")]
    [InlineData("int sort(void *base, size_t n, double (*how)(const void *, double))", "Class Class")]
    [InlineData("int sort(void *base, size_t n, void (*how)(const void *, const void *))", "Class")]
    [InlineData("int sort(void *base, size_t n, bool (*how)(const void *, const void *))", "Width")]
    [InlineData("int later(int (*then)(int), int (*old)(int))", "(Class)")]
    [InlineData("int minus(const struct exchanged *t)", "Layout")]
    [InlineData("double wide(double x, long n)", "Width Width Width")]
    [InlineData("double turn(double z)", "Class Class")]
    [InlineData("int other_name(int s)", "Width")]
    [InlineData("int first_of(int one)", "Class")]
    [InlineData("int either(const struct point *one)", "Class")]
    public void A_wrong_one_is_told_by_the_kind_of_its_mistake(string prototype, string kinds) => Assert.Equal(kinds, Differences(prototype));

    [Fact]
    public void The_sentence_has_both_sides() => Assert.Equal(
        [
            new Difference(DifferenceKind.Width, "parameter 2 'n': int is declared, and the library's is count: 4 bytes and 8 bytes"),
        ],
        DeclarationCheck.Compare(Prototype.Parse("void fill(int *values, int n)"), truth.Functions.Find("fill")!));

    [Theory]
    [InlineData("int later(void (*then)(double seconds), int (*old)(int))", "parameter 1 'then': parameter 1 'seconds': double is declared, and the library's is int")]
    [InlineData("int minus(const struct exchanged *t)", "parameter 1 't': in the library's const struct twins, 'first' is at byte 0, and in struct exchanged at byte 4")]
    [InlineData("double length(struct small p)", "parameter 1 'p': struct small is declared with 4 bytes, and the library's struct point has 16 bytes: 'y' has 8 bytes at byte 8, and no member of struct small is there with that size")]
    [InlineData("int list(const wchar_t *format, ...)", "parameter 1 'format': const wchar_t * is declared, and the library's is const char *: text of characters of 4 bytes, and of 1 byte")]
    public void Callbacks_members_and_text_are_told_by_name(string prototype, string text) =>
        Assert.Equal([text], DeclarationCheck.Compare(Prototype.Parse(prototype, s_declarations), truth.Functions.Find(Prototype.Parse(prototype, s_declarations).Name)!).Select(one => one.Text));

    [Theory]
    [InlineData("length", "double length(struct point p)")]
    [InlineData("name_of", "const char *name_of(enum color color)")]
    [InlineData("walk", "int walk(const struct node *first, const struct node *const *all)")]
    [InlineData("fill", "void fill(int *values, count n)")]
    [InlineData("list", "int list(const char *format, ...)")]
    [InlineData("sort", "int sort(void *base, count n, compare how)")]
    [InlineData("none", "int none(void)")]
    [InlineData("rows", "int rows(int (*matrix)[3])")]
    [InlineData("positive", "unsigned int positive(unsigned int n)")]
    [InlineData("add", "long add(long a, int b)")]
    public void The_right_declaration_is_that_of_the_source(string function, string declaration)
    {
        TrueFunction found = truth.Functions.Find(function)!;
        Assert.Equal(declaration, found.ToString());
        Assert.Empty(DeclarationCheck.Compare(Prototype.Parse(declaration, s_declarations), found));
    }

    [Fact]
    public void A_function_of_which_nothing_is_known_is_none() => Assert.Null(truth.Functions.Find("sqlite3_open"));

    [Theory]
    [InlineData("-gdwarf-2", "-gstrict-dwarf")]
    [InlineData("-gdwarf-3")]
    [InlineData("-gdwarf-4")]
    [InlineData("-gdwarf-5", "-gz=zlib")]
    [InlineData("-gdwarf-5", "-O3", "-flto")]
    [InlineData("-gdwarf-5", "-O0", "-gno-strict-dwarf")]
    public void Other_forms_of_debug_information_say_the_same(params string[] options)
    {
        using var folder = new TemporaryFolder();
        TrueFunctions functions = CompiledTruth.Compile(folder, options);
        Assert.Equal("double length(struct point p)", functions.Find("length")?.ToString());
        Assert.Equal("int sort(void *base, count n, compare how)", functions.Find("sort")?.ToString());
        Assert.Empty(DeclarationCheck.Compare(Prototype.Parse("double length(struct point p)", s_declarations), functions.Find("length")!));
    }

    [Theory]
    [InlineData("-gdwarf-4")]
    [InlineData("-gdwarf-5")]
    public void What_lies_in_a_unit_of_types_is_not_compared_and_not_taken_for_something_else(string version)
    {
        using var folder = new TemporaryFolder();
        TrueFunctions functions = CompiledTruth.Compile(folder, version, "-fdebug-types-section");
        Assert.Empty(DeclarationCheck.Compare(Prototype.Parse("double length(struct small p)", s_declarations), functions.Find("length")!));
        Assert.NotEmpty(DeclarationCheck.Compare(Prototype.Parse("float half(double x)"), functions.Find("half")!));
    }

    [Fact]
    public void A_function_in_assembler_or_without_a_prototype_says_nothing_of_its_parameters()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("low.s"), ".globl low\n.type low,@function\nlow: ret\n.size low,.-low\n.globl lone\n.type lone,@function\nlone: ret\n.size lone,.-lone\n.section .note.GNU-stack,\"\",@progbits\n");
        File.WriteAllText(folder.File("old.c"), "extern int low(int n, long m); int uses(void) { return low(1, 2); } int old(a) int a; { return a; }");
        string path = folder.File("libold.so");
        Tool.Run("gcc", "", "-shared", "-fPIC", "-g", "-O1", "-w", "-std=gnu89", "-o", path, folder.File("low.s"), folder.File("old.c"));
        TrueFunctions functions = TrueFunctions.Of(ElfFile.TryOpen(path)!, ElfFile.TryOpen, DwarfBudget.OfCheck())!;
        Assert.Null(functions.Find("lone"));
        Assert.Null(functions.Find("old"));

        // What a caller in the library knows of it is as good.
        Assert.Equal("int low(int, long)", functions.Find("low")?.ToString());
    }

    [Fact]
    public void A_struct_that_leads_to_itself_by_its_typedef_is_compared()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("libself.so");
        CCompiler.CompileLibrary(
            "typedef struct node node; struct node { node *next; long value; }; void *a(struct node *n) { return n->next; } long b(node n) { return n.value; }", path, "-g");
        TrueFunctions functions = TrueFunctions.Of(ElfFile.TryOpen(path)!, ElfFile.TryOpen, DwarfBudget.OfCheck())!;
        Declarations declarations = Declarations.Parse("struct node { struct node *next; int value; int other; }; ");
        Assert.Empty(DeclarationCheck.Compare(Prototype.Parse("void *a(void *n)"), functions.Find("a")!));
        Assert.Equal(DifferenceKind.Layout, Assert.Single(DeclarationCheck.Compare(Prototype.Parse("void *a(struct node *n)", declarations), functions.Find("a")!)).Kind);
        Assert.Equal(DifferenceKind.Layout, Assert.Single(DeclarationCheck.Compare(Prototype.Parse("long b(struct node n)", declarations), functions.Find("b")!)).Kind);
    }

    [Fact]
    public void A_separate_debug_file_is_as_good()
    {
        Tool.Require("objcopy");
        using var folder = new TemporaryFolder();
        CompiledTruth.Compile(folder, "-g", "-Wl,--build-id");
        string library = folder.File("libtruth.so"), stripped = folder.File("stripped.so"), debug = folder.File("truth.debug");
        Tool.Run("objcopy", "", "--only-keep-debug", library, debug);
        Tool.Run("objcopy", "", "--strip-all", $"--add-gnu-debuglink={debug}", library, stripped);
        TrueFunctions functions = TrueFunctions.Of(ElfFile.TryOpen(stripped)!, ElfFile.TryOpen, DwarfBudget.OfCheck())!;
        Assert.Equal(debug, functions.Path);
        Assert.Equal("long add(long a, int b)", functions.Find("add")?.ToString());

        // By the address of the symbol: of the two names, the source has one.
        Assert.Equal("int other_name(short s)", functions.Find("other_name")?.ToString());
        File.Delete(debug);
        Assert.Null(TrueFunctions.Of(ElfFile.TryOpen(stripped)!, ElfFile.TryOpen, DwarfBudget.OfCheck()));
    }

    [Fact]
    public void The_catalogue_of_faults_is_what_its_library_says()
    {
        TrueFunctions functions = TrueFunctions.Of(ElfFile.TryOpen(Path.Combine(AppContext.BaseDirectory, "faults", "libfaults.so"))!, ElfFile.TryOpen, DwarfBudget.OfCheck())!;
        int compared = 0;
        foreach (string declaration in FaultCatalogueTests.Declarations.Select(row => row.Data))
        {
            Prototype prototype = Prototype.Parse(declaration);
            if (functions.Find(prototype.Name) is { } found)
            {
                Assert.Equal("", string.Join("; ", DeclarationCheck.Compare(prototype, found).Select(one => one.Text)));
                compared++;
            }
        }

        Assert.True(compared > 150, $"{compared} functions were compared.");
    }

    [Fact]
    public void Mutated_debug_information_never_throws_and_ends()
    {
        using var folder = new TemporaryFolder();
        CompiledTruth.Compile(folder, "-g");
        string path = folder.File("libtruth.so");
        byte[] bytes = File.ReadAllBytes(path);
        ElfFile file = ElfFile.TryOpen(path)!;
        (int Offset, int Size)[] sections = [.. file.DebugSections.Where(section => section.Name is ".debug_info" or ".debug_abbrev" or ".debug_str").Select(section => ((int)section.Offset, (int)section.Size))];
        Assert.Equal(3, sections.Length);
        string[] names = [.. file.ExportedNames];
        var random = new Random(11);
        string mutated = folder.File("mutated.so");
        for (int i = 0; i < 300; i++)
        {
            byte[] copy = (byte[])bytes.Clone();
            for (int n = random.Next(1, 30); n > 0; n--)
            {
                (int offset, int size) = sections[random.Next(sections.Length)];
                copy[offset + random.Next(size)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            }

            File.WriteAllBytes(mutated, copy);
            TrueFunctions functions = TrueFunctions.Of(ElfFile.TryParse(copy, mutated)!, _ => null, DwarfBudget.OfCheck())!;
            foreach (string name in names)
            {
                if (functions.Find(name) is { } found)
                {
                    _ = found.ToString();
                    DeclarationCheck.Compare(Prototype.Parse("double length(struct point p, struct node *n, int (*f)(void), long double d)", s_declarations), found);
                }
            }
        }
    }

    private string Differences(string prototype)
    {
        Prototype declared = Prototype.Parse(prototype, s_declarations);
        TrueFunction found = truth.Functions.Find(declared.Name)!;
        return string.Join(' ', DeclarationCheck.Compare(declared, found).Select(one => one.IsWarning ? $"({one.Kind})" : one.Kind.ToString()));
    }

    /// <summary>The functions, compiled once.</summary>
    public sealed class Truth : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly Lazy<TrueFunctions> _functions;

        public Truth() => _functions = new(() => CompiledTruth.Compile(_folder, "-g"));

        internal TrueFunctions Functions => _functions.Value;

        public void Dispose() => _folder.Dispose();
    }
}
