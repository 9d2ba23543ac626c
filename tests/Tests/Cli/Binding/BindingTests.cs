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
    [InlineData("char *f(void)", "NativePointer F()")]
    [InlineData("char *f(void) __attribute__((malloc(free)))", "string? F()")]
    [InlineData("void *f(void) __attribute__((malloc(free)))", "NativeHandle? F()")]
    [InlineData("int f(int *n, const int *all, double *out) __attribute__((access(write_only, 3)))", "int F(ref int n, ReadOnlySpan<int> all, out double @out)")]
    [InlineData("int f(int *n, int count) __attribute__((access(read_write, 1, 2)))", "int F(Span<int> n, int count)")]
    [InlineData("int f(int n[4])", "int F(Span<int> n)")]
    [InlineData("int f(void *any, const void *read, void **made, const char *const *names)", "int F(NativeArgument any, ReadOnlySpan<byte> read, out NativePointer made, NativeArgument names)")]
    [InlineData("int f(struct plain *p, const struct plain *q, struct state *s, struct hidden *h)", "int F(ref Plain p, in Plain q, NativePointer s, NativePointer h)")]
    [InlineData("struct plain f(struct state s, struct exact e)", "Plain F(State s, NativeStruct e)")]
    [InlineData("enum kind f(enum kind k, _Bool b)", "Kind F(Kind k, bool b)")]
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
        Assert.Equal([typeof(int), typeof(long), typeof(ulong), typeof(int)], new long[] { -1, long.MaxValue, -1, 0 }.Zip([false, false, true, true], (bits, isUnsigned) => HeaderConstant.OfEnum("X", bits, isUnsigned).Value.GetType()));
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
            (HeaderKind.Record, "exact", "struct exact { long double value; }"), (HeaderKind.Record, "hidden", "struct hidden"), (HeaderKind.Enum, "kind", "enum kind { A, B }"),
        ];
        IEnumerable<HeaderDeclaration> all = types.Select(type => Declare(type.Item1, type.Item2, type.Item3))
            .Concat(functions.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(text => Declare(HeaderKind.Function, text[..text.IndexOf('(', StringComparison.Ordinal)].Split(' ', '*')[^1], text)));
        return ProxyBinding.Of(HeaderDeclarations.Of(new("/x.h", [.. all], [], [], [])), new("x", "Bindings", "IX", ""), exported);
    }

    private static HeaderDeclaration Declare(HeaderKind kind, string name, string text) => new(kind, name, text, "", IsOwn: true);
}
