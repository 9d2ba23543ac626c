using FfiIsolation.Cli.Binding;
using FfiIsolation.Cli.Headers;
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

    private static HeaderDeclaration Declare(HeaderKind kind, string name, string text) => new(kind, name, text, "", IsOwn: true, Size: null);
}
