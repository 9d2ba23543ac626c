using FfiIsolation.Cli.Binding;
using FfiIsolation.Headers;
using ProxyBinding = FfiIsolation.Cli.Binding.Binding;

namespace FfiIsolation.Tests.Cli.Binding;

/// <summary>The C# that is chosen for C. What is written as a whole is in tests/GeneratorTests, where it is compiled.</summary>
public sealed class BindingTests
{
    [Theory]
    [InlineData("size_t f(const char *s)", "nuint F(string? s)")]
    [InlineData("void f(const char *s) __attribute__((nonnull))", "void F(string s)")]
    [InlineData("int f(char *text, int size)", "int F(Span<byte> text, int size)")]
    [InlineData("int f(wchar_t *text, const wchar_t *from, char16_t *other)", "int F(Span<int> text, string? from, Span<char> other)")]
    [InlineData("char *f(void)", "NativePointer F()")]
    [InlineData("char *f(void) __attribute__((malloc(free)))", "string? F()")]
    [InlineData("void *f(void) __attribute__((malloc(free)))", "NativeHandle? F()")]
    [InlineData("int f(int *n, const int *all, double *out) __attribute__((access(write_only, 3)))", "int F(ref int n, ReadOnlySpan<int> all, out double @out)")]
    [InlineData("int f(int *n, int count) __attribute__((access(read_write, 1, 2)))", "int F(Span<int> n, int count)")]
    [InlineData("int f(int n[4])", "int F(Span<int> n)")]
    [InlineData("int f(size_t n, const unsigned char from[n], double *to)", "int F(nuint n, ReadOnlySpan<byte> from, ref double to)")]
    [InlineData("int f(void *any, const void *read, void **made, const char *const *names)", "int F(NativeArgument any, ReadOnlySpan<byte> read, out NativePointer made, NativeArgument names)")]
    [InlineData("int f(struct plain *p, const struct plain *q, struct state *s, struct hidden *h)", "int F(ref Plain p, in Plain q, NativePointer s, NativePointer h)")]
    [InlineData("int f(struct open *o, const struct open *p, struct holder *h)", "int F(NativePointer o, NativePointer p, NativePointer h)")]
    [InlineData("int f(handle *h, const handle *read, GLvoid *any)", "int F(NativePointer h, ReadOnlySpan<byte> read, NativeArgument any)")]
    [InlineData("struct plain f(struct state s, struct exact e)", "Plain F(State s, NativeStruct e)")]
    [InlineData("enum kind f(enum kind k, _Bool b)", "Kind F(Kind k, bool b)")]
    [InlineData("int f(const int (*rows)[3], int (*to)[3], char *const argv[], char **made)", "int F(ReadOnlySpan<int> rows, Span<int> to, NativeArgument argv, out NativePointer made)")]
    [InlineData("int f(int in, int In, int)", "int F(int @in, int @in_, int argument3)")]
    public void A_function_becomes_a_method(string prototype, string method) => Assert.Equal([method], Methods(prototype));

    [Fact]
    public void A_function_that_takes_a_function_becomes_two()
    {
        Assert.Equal(
            ["void F(FVisit? visit, NativeArgument state)", "void FKeeping(NativeCallback? visit, NativeArgument state)"],
            Methods("void f(int (*visit)(void *state, const char *name, const struct plain *p, struct state *s), void *state)", out ProxyBinding binding));
        BoundDelegate visit = Assert.Single(binding.Delegates);
        Assert.Equal("int FVisit(NativePointer state, string? name, in Plain p, NativePointer s)", $"{visit.Result} {visit.Name}({visit.Parameters})");
        Assert.Equal(["void F(NativeCallback? print)"], Methods("void f(int (*print)(const char *format, ...))"));
    }

    [Fact]
    public void What_is_not_there_is_told_with_the_reason()
    {
        ProxyBinding binding = Bind("int f(int n);int g(int n);_Float128 h(void);", ["f", "h"]);
        Assert.StartsWith("h: 128-bit floating numbers (_Float128)", binding.LeftOut[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(["g: declared, and not exported by x", "struct exact: no field of C# is 'long double value'; it is a NativeStruct"], binding.LeftOut.Skip(1).Select(one => one.ToString()));
    }

    [Fact]
    public void A_struct_that_clang_lays_out_otherwise_is_told()
    {
        HeaderDeclaration wide = Declare(HeaderKind.Record, "wide", "typedef struct { char a; int b; } wide") with { Layout = new(8, 4, [new("a", 0, 8, null), new("b", 16, 32, null)]) };
        ProxyBinding binding = ProxyBinding.Of(HeaderDeclarations.Of(new("/x.h", [wide, Declare(HeaderKind.Function, "f", "int f(wide *w)")], [], [], [])), new("x", "Bindings", "IX", ""), ["f"]);
        Assert.StartsWith("wide: clang places 32 bits 'b' at bit 16", Assert.Single(binding.LeftOut).ToString(), StringComparison.Ordinal);
        Assert.Equal("NativePointer", Assert.Single(Assert.Single(binding.Methods).Parameters).Type);
    }

    [Fact]
    public void Constants_of_an_enum_without_a_name_are_int_where_they_fit()
    {
        HeaderDeclaration unnamed = Declare(HeaderKind.Enum, "", "enum { A = OTHER << 1, B, C }") with { Name = null, Constants = [new("A", 6), new("B", 5_000_000_000), new("C", ulong.MaxValue)] };
        ProxyBinding binding = ProxyBinding.Of(HeaderDeclarations.Of(new("/x.h", [unnamed], [new("M", 1.5f)], [], [])), new("x", "Bindings", "IX", ""), []);
        Assert.Equal([1.5f, 6, 5_000_000_000, ulong.MaxValue], binding.Constants.Select(constant => constant.Value));
        Assert.Equal([typeof(int), typeof(long), typeof(ulong), typeof(int), typeof(uint), typeof(long)], new long[] { -1, long.MaxValue, -1, 0, uint.MaxValue, int.MinValue - 1L }.Zip([false, false, true, true, false, false], (bits, isUnsigned) => HeaderConstant.OfEnum("X", bits, isUnsigned).Value.GetType()));
    }

    [Fact]
    public void Names_that_C_sharp_has_already_are_given_another_way()
    {
        HeaderDeclaration[] all =
        [
            Declare(HeaderKind.Record, "complex", "struct complex { float equals; int complex; }"), Declare(HeaderKind.Function, "f", "int f(struct complex *x)"),
            Declare(HeaderKind.Function, "i_x", "double _Complex i_x(void)"), Declare(HeaderKind.Enum, "complex", "typedef enum { A } complex"),
        ];
        ProxyBinding binding = ProxyBinding.Of(HeaderDeclarations.Of(new("/x.h", all, [], [], [])), new("x", "Bindings", "IX", ""), ["f", "i_x"]);
        Assert.Equal(["ref Complex_", "Complex IX_"], [binding.Methods[0].Parameters[0].Type, $"{binding.Methods[1].Result} {binding.Methods[1].Name}"]);
        Assert.Contains("public float Equals_; // float equals", BindingText.Of(binding, "ffi bind"), StringComparison.Ordinal);
        Assert.Equal("Complex__", Assert.Single(binding.Enums).Name);
    }

    [Theory]
    [InlineData("z_stream_s", "ZStreamS", "zStreamS")]
    [InlineData("EVP_MD_CTX_new", "EvpMdCtxNew", "evpMdCtxNew")]
    [InlineData("X509_STORE", "X509Store", "x509Store")]
    [InlineData("CURLcode", "CURLcode", "curLcode")]
    [InlineData("SSL", "SSL", "ssl")]
    [InlineData("URLString", "URLString", "urlString")]
    [InlineData("nData", "NData", "nData")]
    [InlineData("_x", "X", "x")]
    [InlineData("_2d", "_2d", "_2d")]
    [InlineData("$", "Unnamed", "unnamed")]
    [InlineData("NULL", "NULL", "@null")]
    public void Names_are_in_the_case_of_C_sharp(string c, string pascal, string camel) => Assert.Equal((pascal, camel), (CSharpNames.Pascal(c), CSharpNames.Camel(c)));

    [Fact]
    public void Constants_keep_their_names_or_say_them_and_none_is_lost()
    {
        HeaderDeclaration[] all = [Declare(HeaderKind.Enum, "e", "enum e { value__, GOOD }")];
        ProxyBinding binding = ProxyBinding.Of(HeaderDeclarations.Of(new("/x.h", all, [new("On", 1), new("while", 2), new("A$B", 3), new("IX", 4), new("GOOD", 1)], [], [])), new("x", "Bindings", "IX", ""), []);
        string text = BindingText.Of(binding, "ffi bind");
        Assert.All(["const int On_ = 1; // On", "const int @while = 2;", "const int IX_ = 4; // IX", "const int GOOD = 1;"], line => Assert.Contains(line, text, StringComparison.Ordinal));
        Assert.Equal("A$B, value__: constants whose names C# does not take", Assert.Single(binding.LeftOut).ToString());
    }

    [Fact]
    public void A_type_has_the_comment_of_any_of_its_names_and_its_own_is_not_that_of_System()
    {
        HeaderDeclaration[] all =
        [
            Declare(HeaderKind.Record, "version_s", "struct version_s { int n; }"), Declare(HeaderKind.Typedef, "version", "typedef struct version_s version") with { Comment = "/// Of a library." },
            Declare(HeaderKind.Typedef, "visit", "typedef int (*visit)(int, struct version_s *)") with { Comment = "/** Looks. @param depth how far */", ParameterNames = ["depth", ""] },
            Declare(HeaderKind.Function, "f", "int f(visit v)"),
        ];
        string text = BindingText.Of(ProxyBinding.Of(HeaderDeclarations.Of(new("/x.h", all, [], [], [])), new("x", "Bindings", "IX", ""), ["f"]), "ffi bind");
        Assert.Contains("/// <summary>Of a library.</summary>\n[StructLayout(LayoutKind.Sequential)]\npublic struct Version_ // struct version_s\n", text, StringComparison.Ordinal);
        Assert.Contains("/// <summary>Looks.</summary>\n/// <param name=\"depth\">how far</param>\npublic delegate int Visit(int depth, NativePointer argument2); // visit\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("void f(int (*)(void *, const char *), void (*done)(void *))", "void F(Func<NativePointer, string?, int>? argument1, Action<NativePointer>? done)")]
    [InlineData("void f(void (*done)(void))", "void F(Action? done)")]
    [InlineData("void f(int (*visit)(const struct plain *))", "void F(FVisit? visit)")]
    public void Functions_of_which_nothing_has_a_name_are_delegates_of_System(string prototype, string method) => Assert.Equal(method, Methods(prototype).First());

    [Fact]
    public void Functions_without_a_typedef_have_delegates_of_their_own()
    {
        ProxyBinding binding = Bind("int f(int (*g)(int n));int F(int (*g)(double x));", ["f", "F"]);
        Assert.Equal([("FG", "int n"), ("FG_", "double x")], binding.Delegates.Select(one => (one.Name, one.Parameters)));
    }

    [Fact]
    public void The_comment_of_a_function_is_not_that_of_a_struct_of_its_name()
    {
        HeaderDeclaration[] all = [Declare(HeaderKind.Record, "f", "struct f { int n; }") with { Comment = "/** A struct. */" }, Declare(HeaderKind.Function, "f", "int f(struct f *x)")];
        string[] lines = BindingText.Of(ProxyBinding.Of(HeaderDeclarations.Of(new("/x.h", all, [], [], [])), new("x", "Bindings", "IX", ""), ["f"]), "ffi bind").Split('\n');
        Assert.Equal("[StructLayout(LayoutKind.Sequential)]", lines[Array.IndexOf(lines, "/// <summary>A struct.</summary>") + 1]);
        Assert.Single(lines, line => line.Contains("A struct.", StringComparison.Ordinal));
    }

    [Fact]
    public void Text_is_one_line_of_C_sharp() => Assert.Equal("\"a\\u2028\\u0085\\n\\\"\\\\é\"", CodeWriter.Literal("a\u2028\u0085\n\"\\é"));

    [Fact]
    public void An_enum_comes_along_for_its_constants()
    {
        HeaderDeclaration[] all =
        [
            Declare(HeaderKind.Enum, "", "enum { FIRST = 3 }") with { Name = null }, Declare(HeaderKind.Enum, "other", "enum other { UNUSED }"),
            Declare(HeaderKind.Record, "bits", "struct bits { unsigned a : FIRST; }"), Declare(HeaderKind.Enum, "", "enum { SECOND = FIRST, THIRD = (FIRST + 1) * sizeof(struct bits) }") with { Name = null },
            Declare(HeaderKind.Function, "f", "int f(struct bits b)"),
        ];
        ProxyBinding binding = ProxyBinding.Of(HeaderDeclarations.Of(new("/x.h", all, [], [], [])), new("x", "Bindings", "IX", ""), ["f"]);
        Assert.Equal(["enum { FIRST = 3 };", "struct bits { unsigned a : FIRST; };"], binding.Declarations);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("/** One line. */", "/// <summary>One line.</summary>\n")]
    [InlineData("/// First,\n/// and a < b.", "/// <summary>First, and a &lt; b.</summary>\n")]
    [InlineData("/** \\brief Adds \\p a, if \\c true. \\sa b\n * @since This function is there since 2.0\n * @since 1.2\n *\n * Other words\n * go on.\n * - one\n * - two\n * @param other of another function\n */", "/// <summary>Adds a, if true.</summary>\n/// <remarks>\n/// <para>See b</para>\n/// <para>This function is there since 2.0</para>\n/// <para>Since 1.2</para>\n/// <para>Other words go on.</para>\n/// <para>- one</para>\n/// <para>- two</para>\n/// <para>other: of another function</para>\n/// </remarks>\n")]
    [InlineData("/** @param a is \\c NULL or not\n * @return \\c 0 if so */", "/// <param name=\"a\">is NULL or not</param>\n/// <returns>0 if so</returns>\n")]
    [InlineData("/** @file of a header\n * not of what stands behind it */", "")]
    [InlineData("/**\n * f:\n * @a: the one\n *\n * Returns: nothing\n */", "/// <param name=\"a\">the one</param>\n/// <returns>nothing</returns>\n")]
    [InlineData("/** a\u0001b\u2028c & d */", "/// <summary>a b c &amp; d</summary>\n")]
    [InlineData("/**\n * \\brief Adds.\n * @param a the one\n * @param[in] b the\n *   other\n * @return the sum\n */", "/// <summary>Adds.</summary>\n/// <param name=\"a\">the one</param>\n/// <param name=\"b\">the other</param>\n/// <returns>the sum</returns>\n")]
    public void Documentation_of_the_header_comes_along(string comment, string written)
    {
        var code = new CodeWriter();
        new DocComment(comment).Write(code, [("a", "a"), ("b", "b")]);
        Assert.Equal(written, code.ToString());
    }

    private static IEnumerable<string> Methods(string prototype) => Methods(prototype, out _);

    private static IEnumerable<string> Methods(string prototype, out ProxyBinding binding)
    {
        binding = Bind(prototype + ";", ["f"]);
        return binding.Methods.Select(method => $"{method.Result} {method.Name}({string.Join(", ", method.Parameters.Select(parameter => $"{parameter.Type} {parameter.Own}"))})");
    }

    private static ProxyBinding Bind(string functions, string[] exported)
    {
        (HeaderKind, string, string)[] types =
        [
            (HeaderKind.Record, "plain", "struct plain { int a; unsigned b : 3; union { float f; char text[4]; }; }"), (HeaderKind.Record, "state", "struct state { struct plain *first; }"),
            (HeaderKind.Record, "exact", "struct exact { long double value; }"), (HeaderKind.Record, "hidden", "struct hidden"), (HeaderKind.Record, "open", "struct open { int count; double data[]; }"),
            (HeaderKind.Record, "holder", "struct holder { struct { int n; char text[0]; } last; }"), (HeaderKind.Typedef, "handle", "typedef void handle"), (HeaderKind.Typedef, "GLvoid", "typedef void GLvoid"),
            (HeaderKind.Enum, "kind", "enum kind { A, B }"),
        ];
        IEnumerable<HeaderDeclaration> all = types.Select(type => Declare(type.Item1, type.Item2, type.Item3))
            .Concat(functions.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(text => Declare(HeaderKind.Function, text[..text.IndexOf('(', StringComparison.Ordinal)].Split(' ', '*')[^1], text)));
        return ProxyBinding.Of(HeaderDeclarations.Of(new("/x.h", [.. all], [], [], [])), new("x", "Bindings", "IX", ""), exported);
    }

    private static HeaderDeclaration Declare(HeaderKind kind, string name, string text) => new(kind, name, text, "", IsOwn: true);
}
