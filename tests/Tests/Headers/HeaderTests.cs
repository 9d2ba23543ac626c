using FfiIsolation.Cli.Checking;
using FfiIsolation.Cli.Commands;
using FfiIsolation.Cli.Printing;
using FfiIsolation.DebugInfo;
using FfiIsolation.Headers;

namespace FfiIsolation.Tests.Headers;

/// <summary>What is made of what clang says, without clang.</summary>
public sealed class HeaderTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(null, "libc.so.6", "libclang-cpp.so.14", "libclang.so.1.2.txt", "libclang-14.a")]
    [InlineData("/b/libclang-14.so.1", "/a/libclang-9.so.1", "/b/libclang-14.so.1", "/c/libclang-14.so.14.0.6")]
    [InlineData("/usr/lib64/libclang.so.19.1", "/usr/lib64/libclang.so.19.1", "/usr/lib64/libclang.so.1")]
    [InlineData(null, "/x/libclang-6.so.1")]
    public void The_newest_libclang_is_taken(string? newest, params string[] files) => Assert.Equal(newest, ClangLocator.Newest(files));

    [Theory]
    [InlineData("/lib/x86_64-linux-gnu/libz.so.1.2.13", "zlib.h")]
    [InlineData("libsqlite3.so.0", "sqlite3.h", "sqlite3/sqlite3.h")]
    [InlineData("/opt/other.so", "other.h", "other/other.h")]
    public void Headers_are_looked_for_by_the_names_of_their_library(string library, params string[] names) => Assert.Equal(names, HeaderSearch.NamesFor(library));

    [Fact]
    public void What_the_parser_refuses_costs_that_declaration_alone()
    {
        HeaderDeclarations header = Read(
            (HeaderKind.Typedef, "va_list", "typedef __builtin_va_list va_list", null), (HeaderKind.Record, "pair", "struct pair { int a; int b; }", Layout(8, 4, ("a", 0, 32), ("b", 32, 32))),
            (HeaderKind.Function, "f", "int f(struct pair p)", null), (HeaderKind.Function, "g", "int g(const char *format, va_list arguments)", null), (HeaderKind.Function, "h", "void h(void)", null));
        Assert.Equal(["f", "h"], header.Known.Functions.Select(function => function.Name));
        Assert.StartsWith("parameters of type va_list", header.WhyRefused("g"), StringComparison.Ordinal);
        Assert.Equal(["pair", "f", "h"], header.Accepted.Select(one => one.Name));
    }

    [Fact]
    public void A_struct_that_pragma_pack_explains_is_packed_and_what_holds_it_is_not()
    {
        // sizeof, _Alignof and offsetof as GCC gives them within and behind #pragma pack(push, 2)
        HeaderDeclarations header = Read(
            (HeaderKind.Record, "tight", "struct tight { char a; int b : 3; double c; }", Layout(10, 2, ("a", 0, 8), ("b", 8, 3), ("c", 16, 64))),
            (HeaderKind.Record, "outer", "typedef struct { struct tight t; long n; } outer", Layout(24, 8, ("t", 0, 80), ("n", 128, 64))),
            (HeaderKind.Function, "f", "int f(struct tight t, outer o)", null));
        Assert.Equal(["#pragma pack(push, 2)\nstruct tight { char a; int b : 3; double c; };\n#pragma pack(pop)", "typedef struct { struct tight t; long n; } outer;", "int f(struct tight t, outer o);"],
            header.Accepted.Select(one => one.Source));
        Assert.Equal((10, 24), (header.Known.FindType("struct tight")!.Size, header.Known.FindType("outer")!.Size));
        Assert.Null(header.WhyRefused("tight"));
    }

    [Fact]
    public void Who_gives_up_is_heard_before_a_header_is_read_again()
    {
        var cancelled = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => HeaderDeclarations.Of(FakeHeaders.ReadTwice("/x.h"), cancelled));
        Assert.Equal(["tight"], HeaderDeclarations.Of(FakeHeaders.ReadTwice("/x.h"), CancellationToken.None).Accepted.Select(one => one.Name));
        HeaderContent readOnce = FakeHeaders.Content("/x.h", new([], [], []), "int f(void)");
        Assert.Single(HeaderDeclarations.Of(readOnce, cancelled).Accepted); // nothing is read again
    }

    [Fact]
    public void A_struct_that_clang_lays_out_otherwise_is_known_by_name_alone()
    {
        HeaderDeclarations header = Read(
            (HeaderKind.Record, "wide", "struct wide { char a; int b; }", Layout(12, 4, ("a", 0, 8), ("b", 64, 32))),
            (HeaderKind.Record, "named", "typedef struct { struct { int b; } a; } named", Layout(4, 4, ("a", 0, 32)) with { Fields = [new("a", 0, 32, Layout(4, 4, ("b", 0, 16)))] }),
            (HeaderKind.Function, "f", "int f(struct wide w)", null), (HeaderKind.Function, "g", "int g(struct wide *w, named *n)", null));
        Assert.Equal(["g"], header.Known.Functions.Select(function => function.Name));
        Assert.StartsWith("clang lays it out with 12 bytes on boundaries of 4, and we do with 8", header.WhyRefused("wide"), StringComparison.Ordinal);
        Assert.Equal("clang places 16 bits 'b' at bit 0, and we do 32 bits 'b' at bit 0", header.WhyRefused("named"));
    }

    [Fact]
    public void A_struct_that_is_declared_before_a_refused_declaration_is_defined_behind_it()
    {
        HeaderDeclarations header = Read(
            (HeaderKind.Typedef, "list", "typedef struct list list", null), (HeaderKind.Function, "g", "int g(const char *format, __builtin_va_list arguments)", null),
            (HeaderKind.Record, "list", "struct list { list *next; }", Layout(8, 8, ("next", 0, 64))), (HeaderKind.Function, "f", "int f(list all)", null));
        Assert.Equal(["f"], header.Known.Functions.Select(function => function.Name));
        Assert.Null(header.WhyRefused("list"));
    }

    [Fact]
    public void What_is_refused_for_a_type_says_why_that_is_refused()
    {
        HeaderDeclarations header = Read((HeaderKind.Typedef, "four", "typedef float four __attribute__((vector_size(16)))", null), (HeaderKind.Function, "f", "int f(four all)", null));
        Assert.Equal("unknown type 'four' (four: vector types (vector_size) are not supported yet)", header.WhyRefused("f"));
    }

    [Fact]
    public void What_clang_finds_a_mistake_in_is_left_out()
    {
        var broken = new HeaderDeclaration(HeaderKind.Function, "f", "int f(int size)", "", IsOwn: true) { Mistake = "/x.h:1:7: error: unknown type name 'size_t'" };
        HeaderDeclarations header = HeaderDeclarations.Of(new("/x.h", [broken], [], [], []));
        Assert.Empty(header.Known.Functions);
        Assert.Equal("clang finds a mistake in it, /x.h:1:7: error: unknown type name 'size_t'; --before stddef.h declares 'size_t'", header.WhyRefused("f"));
    }

    [Theory]
    [InlineData("/x.h:1:1: error: unknown type name 'FILE'", "; --before stdio.h declares 'FILE'")]
    [InlineData("/x.h:1:1: error: unknown type name 'uint_least16_t'; did you mean 'x'?", "; --before stdint.h declares 'uint_least16_t'")]
    [InlineData("/x.h:1:1: error: unknown type name 'API'", "; name the header that declares 'API' by --before, or a macro that it wants by -D")]
    [InlineData("/x.h:1:10: fatal error: 'y.h' file not found", "; -I names the folder that it is in")]
    [InlineData("/x.h:1:2: error: no way", "")]
    public void A_mistake_that_comes_of_how_a_header_is_read_has_a_remedy(string mistake, string remedy) => Assert.Equal(remedy, ClangRemedies.For(mistake, RemedyTerms.OfCommand));

    [Theory]
    [InlineData("unknown type name 'namespace'", "namespace a {", "('namespace')")]
    [InlineData("unknown type name 'class'", null, "('class')")]
    [InlineData("expected identifier or '('", "template <class T> T f(T);", "('template')")]
    [InlineData("'vector' file not found", "#include <vector>", "(<vector>)")]
    [InlineData("'QtCore/QString' file not found", null, "(<QtCore/QString>)")]
    [InlineData("expected ')'", "int f(const point &p);", "('const point &p')")]
    [InlineData("expected ')'", "int f(int n, double& x);", "('double& x')")]
    [InlineData("expected ';' after top level declarator", "std::string f();", "('std::string')")]
    [InlineData("expected function body after function declarator", "int f() noexcept;", "('noexcept')")]
    [InlineData("expected identifier or '('", "extern \"C\" {", "header for C++ alone, since C has no 'extern \"C\"'")]
    public void A_header_of_Cpp_is_told_as_one_by_the_mistakes_of_C(string mistake, string? line, string shown)
    {
        string? told = CppSyntax.Explain(["/x.h:7: error: no way", $"/x.h:3: error: {mistake}"], (path, number) => (path, number) == ("/x.h", 3) ? line : null);
        Assert.StartsWith("/x.h:3: error: this is a ", told, StringComparison.Ordinal);
        Assert.Contains(shown, told, StringComparison.Ordinal);
        Assert.Contains("C++", told, StringComparison.Ordinal);
        Assert.Equal("", ClangRemedies.For(told!, RemedyTerms.OfCommand));
    }

    [Theory]
    [InlineData("unknown type name 'size_t'", "size_t f(void);")]
    [InlineData("'zconf.h' file not found", "#include \"zconf.h\"")]
    [InlineData("expected expression", "enum { A = (B & C), D = (E & 1) };")]
    [InlineData("unknown type name 'API'", "API int class_of(struct class *class);")]
    [InlineData("expected identifier or '('", "[[gnu::packed]] struct s { int n; };")]
    [InlineData("conflicting types for 'f'", "int f(int *public, int private);")]
    [InlineData("no way", null)]
    public void A_mistake_of_C_is_none_of_Cpp(string mistake, string? line) => Assert.Null(CppSyntax.Explain([$"/x.h:3: error: {mistake}", "error: no place"], (_, _) => line));

    [Fact]
    public async Task What_is_no_text_of_C_is_refused_before_libclang_reads_it()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ffi-header-");
        string PathOf(string name) => Path.Combine(folder.FullName, name);
        try
        {
            Libraries.Tool.Run("mkfifo", "", PathOf("pipe.h"));
            File.WriteAllBytes(PathOf("program.h"), [0x7F, .. "ELF"u8, 2, 1, 1, 0]);
            File.WriteAllBytes(PathOf("wide.h"), [0xFF, 0xFE, .. "i\0n\0t\0"u8]);
            File.WriteAllBytes(PathOf("zeros.h"), [.. "int n;\0"u8]);
            File.CreateSymbolicLink(PathOf("loop.h"), "loop.h");
            using (FileStream large = File.Create(PathOf("large.h")))
            {
                large.SetLength((256L << 20) + 1);
            }

            await File.WriteAllTextAsync(PathOf("good.h"), "int f(int n);", TestContext.Current.CancellationToken);
            foreach ((string name, string why) in ((string, string)[])
            [
                ("pipe.h", "cannot be read: "), ("pipe.h", "; a header is a regular file, and no pipe or device"), ("program.h", "is a library or a program (ELF), and no text of C"), ("wide.h", "is UTF-16"),
                ("zeros.h", "is no text: its byte 6 is zero"), ("loop.h", "cannot be read: "), ("large.h", "has 268,435,457 bytes"), ("nowhere.h", "is not there any more"),
            ])
            {
                HeaderException error = await Assert.ThrowsAsync<HeaderException>(() => Read(PathOf(name), []));
                Assert.StartsWith($"the header {PathOf(name)} ", error.Message, StringComparison.Ordinal);
                Assert.Contains(why, error.Message, StringComparison.Ordinal);
            }

            Assert.StartsWith($"the header {PathOf("pipe.h")} ", (await Assert.ThrowsAsync<HeaderException>(() => Read(PathOf("good.h"), ["pipe.h"]))).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Task<HeaderContent> Read(string path, string[] before) => new HeaderReader().ReadAsync(path, new([folder.FullName], [], before), withMacros: false, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Of_two_declarations_that_contradict_each_other_none_is_believed()
    {
        const string Mistake = "/x.h:2: error: conflicting types for 'f'";
        HeaderDeclaration first = new(HeaderKind.Function, "f", "int f(int n)", "", IsOwn: true), second = first with { Text = "int f(double n)", Mistake = Mistake }, other = first with { Name = "g", Text = "int g(struct a *p)" };
        HeaderDeclaration one = new(HeaderKind.Record, "a", "struct a { int x; }", "", IsOwn: true), two = one with { Text = "struct a { long x; }", Mistake = "/x.h:4: error: redefinition of 'a'" };
        HeaderDeclarations header = HeaderDeclarations.Of(new("/x.h", [one with { Text = "struct a" }, first, second, one, two, other], [], [], [Mistake]));
        Assert.Equal(["g"], header.Known.Functions.Select(function => function.Name));
        Assert.False(Assert.IsType<PointerType>(header.Known.FindFunction("g")!.Parameters[0].Type).Pointee.IsComplete);
        Assert.Null(new HeaderTruth(header).Find("f", out string? why));
        Assert.Equal($"the header /x.h declares it in a way that is not understood: clang finds a mistake in it, {Mistake}", why);
    }

    [Fact]
    public void A_header_that_declares_something_else_says_what_it_declares()
    {
        HeaderDeclaration half = new(HeaderKind.Function, "half", "double half(double x)", "", IsOwn: true);
        Assert.Equal("the header /x.h does not declare it; did you mean 'half'?", WhyNot(half));
        Assert.Equal("the header /x.h does not declare it", WhyNot(half with { Name = "distance", Text = "int distance(int n)" }));
        Assert.Equal("the header /x.h declares no function", WhyNot());

        string? WhyNot(params HeaderDeclaration[] declarations)
        {
            new HeaderTruth(HeaderDeclarations.Of(new("/x.h", declarations, [], [], []))).Find("hal", out string? why);
            return why;
        }
    }

    [Fact]
    public void A_header_of_which_mistakes_leave_nothing_is_no_empty_header()
    {
        const string Error = "/x.h:1:2: error: no way";
        var broken = new HeaderDeclaration(HeaderKind.Function, "f", "int f(int n)", "", IsOwn: true) { Mistake = Error };
        HeaderDeclaration others = new(HeaderKind.Typedef, "size_t", "typedef unsigned long size_t", "", IsOwn: false), whole = broken with { Mistake = null };
        Assert.Equal($"clang understands nothing of the header /x.h: {Error}", Assert.Throws<HeaderException>(() => HeaderException.ThrowIfUnread(new("/x.h", [broken, others], [], [], [Error]))).Message);
        foreach (HeaderContent content in (HeaderContent[])[new("/x.h", [], [], [], []), new("/x.h", [broken, whole], [], [], [Error]), new("/x.h", [whole with { IsOwn = false }], [], [], [Error]), new("/x.h", [], [new("N", 1)], [], [Error])])
        {
            Assert.Same(content, HeaderException.ThrowIfUnread(content));
        }
    }

    [Fact]
    public void A_header_without_an_end_is_named_and_stops_the_command()
    {
        var error = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, error, UseColours: false);
        int status = HeaderFailures.Tell(terminal, HeaderException.TooSlow("/bomb.h", TimeSpan.FromSeconds(60)));
        Assert.Equal((ExitCode.Stopped, true), (status, error.ToString().Contains("libclang does not come to an end with the header /bomb.h within 60 seconds", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("enum size { A = sizeof(max_align_t), B }")] // refused by our parser
    [InlineData("enum size { A = 1, B }")]
    public void An_enum_has_the_values_that_clang_gives_its_constants(string text)
    {
        var type = new HeaderDeclaration(HeaderKind.Enum, "size", text, "", IsOwn: true) { Constants = [new("A", 32), new("B", ulong.MaxValue)] };
        HeaderDeclarations header = HeaderDeclarations.Of(new("/x.h", [type], [], [], []));
        Assert.Equal((32, -1), (header.Known.FindConstant("A"), header.Known.FindConstant("B")));
        Assert.Equal("unsigned long", ((EnumType)header.Known.FindType("enum size")!).UnderlyingType.ToString());
        Assert.Null(header.WhyRefused("size"));
    }

    [Theory]
    [InlineData("int f(int a, const char *const *names, struct pair p, double (*g)(int), ...)")]
    [InlineData("unsigned long f(struct pair *p, union either e, int a[3], struct list *l)")]
    [InlineData("const struct list *f(_Bool b, long double x, double _Complex z, enum kind k)")]
    public void A_function_is_what_its_own_declaration_says_and_not_what_another_does(string prototype)
    {
        Declarations types = Declarations.Parse("struct pair { int a : 3; int : 5; char b; struct { short s; }; }; union either { float f; long n; }; struct list { struct list *next; struct pair pairs[2]; }; enum kind { A };");
        Prototype declared = Prototype.Parse(prototype, types);
        TrueFunction truth = DeclaredTruth.Of(declared);
        Assert.Empty(DeclarationCheck.Compare(declared, truth));
        Assert.Equal(declared, Prototype.Parse(truth.ToString(), types));
        Assert.NotEmpty(DeclarationCheck.Compare(Prototype.Parse("float f(long only)"), truth, "header"));
    }

    [Theory]
    [InlineData("double half(double x)", "__attribute__((ms_abi)) double half(double x)", "declared without the ms_abi that the header's has")]
    [InlineData("__attribute__((ms_abi)) double half(double x)", "double half(double x)", "declared with ms_abi, which the header's has not")]
    [InlineData("size_t length(const char *text)", "size_t length(const wchar_t *text)", "parameter 1 'text': const char * is declared, and the header's is const wchar_t *: text of characters of 1 byte, and of 4 bytes")]
    public void What_debug_information_does_not_say_a_header_does(string declared, string inHeader, string text)
    {
        TrueFunction truth = DeclaredTruth.Of(Prototype.Parse(inHeader));
        Assert.Equal(text, Assert.Single(DeclarationCheck.Compare(Prototype.Parse(declared), truth, "header")).Text);
        Assert.Equal(inHeader, truth.ToString());
    }

    [Fact]
    public async Task Without_libclang_nothing_is_believed_and_that_is_said()
    {
        Prototype declared = Prototype.Parse("int f(int n)");
        var before = new CheckedDeclaration("f", Verdict.Unchecked, [], null, "nothing is known");
        string header = Path.Combine(Directory.CreateTempSubdirectory("ffi-header-").FullName, "other.h");
        await File.WriteAllTextAsync(header, "int f(int n);", TestContext.Current.CancellationToken);
        try
        {
            HeaderCheck usual = HeaderCheck.Of(new NoHeaders(), null, new([Path.GetDirectoryName(header)!], [], []), "/opt/libother.so");
            Assert.Equal($"nothing is known; the header {header} could not be read: {ClangLocator.Missing}", (await usual.CheckAsync(declared, before, TestContext.Current.CancellationToken)).Reason);
            HeaderCheck named = HeaderCheck.Of(new NoHeaders(), header, new([], [], []), "/opt/libother.so");
            await Assert.ThrowsAsync<HeaderException>(() => named.CheckAsync(declared, before, TestContext.Current.CancellationToken));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(header)!, recursive: true);
        }
    }

    private static HeaderLayout Layout(long size, long alignment, params (string Name, long Position, long Width)[] fields) =>
        new(size, alignment, [.. fields.Select(field => new HeaderField(field.Name, field.Position, field.Width, null))]);

    private static HeaderDeclarations Read(params (HeaderKind Kind, string Name, string Text, HeaderLayout? Layout)[] declarations) =>
        HeaderDeclarations.Of(new("/x.h", [.. declarations.Select(one => new HeaderDeclaration(one.Kind, one.Name, one.Text, "", IsOwn: true) { Layout = one.Layout })], [], [], []));
}
