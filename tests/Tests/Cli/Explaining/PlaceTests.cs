using System.Collections.Immutable;
using FfiIsolation.Cli.Explaining;

namespace FfiIsolation.Tests.Cli.Explaining;

/// <summary>Where arguments and results are said to be, against examples that others have published.</summary>
public sealed class PlaceTests
{
    private static readonly Declarations s_declarations = Declarations.Parse("""
        typedef struct { int a, b; double d; } structparm;
        struct five { char bytes[5]; }; struct floats { float x, y, z; }; struct large { long items[3]; }; struct empty { }; struct aligned { _Alignas(32) long value; };
        enum color { RED, GREEN };
        """);

    [Fact]
    public void Those_of_the_example_in_the_System_V_ABI_are_as_its_figure_says()
    {
        // Figure 3.5 and 3.6 of the AMD64 supplement, without its __m256, which leaves xmm2 to n.
        CallExplanation call = Explain("void func(int e, int f, structparm s, int g, int h, long double ld, double m, double n, int i, int j, int k)");
        Assert.Equal(
            ["rdi", "rsi", "rdx xmm0", "rcx", "r8", "rsp+0", "xmm1", "xmm2", "r9", "rsp+16", "rsp+24"],
            call.Arguments.Select(argument => string.Join(' ', argument.Place.Pieces.Select(piece => piece.In))));
        Assert.Equal(32, call.StackBytes);
    }

    [Theory]
    // "x64 calling convention": integers, floats, and mixed ones.
    [InlineData("int func1(int a, int b, int c, int d, int e, int f)", "rcx rdx r8 r9 rsp+32 rsp+40")]
    [InlineData("int func2(float a, double b, float c, double d, float e, float f)", "xmm0 xmm1 xmm2 xmm3 rsp+32 rsp+40")]
    [InlineData("int func3(int a, double b, int c, float d, int e, float f)", "rcx xmm1 r8 xmm3 rsp+32 rsp+40")]
    public void Those_of_the_examples_for_Windows_are_as_they_say(string prototype, string places) =>
        Assert.Equal(places, string.Join(' ', Explain(prototype + " __attribute__((ms_abi))").Arguments.SelectMany(argument => argument.Place.Pieces.Select(piece => piece.In))));

    [Theory]
    [InlineData("void f(bool b, signed char c, unsigned short s, int i, unsigned u, long l)", "dil, zero-extended to rdi|sil, sign-extended to rsi|dx, zero-extended to rdx|ecx, sign-extended to rcx|r8d, zero-extended to r8|r9")]
    [InlineData("void f(int, int, int, short, char, unsigned char)", "edi, sign-extended to rdi|esi, sign-extended to rsi|edx, sign-extended to rdx|cx, sign-extended to rcx|r8b, sign-extended to r8|r9b, zero-extended to r9")]
    [InlineData("void f(enum color c, float x, double y, _Float16 h)", "edi, zero-extended to rdi|xmm0, the low 4 bytes|xmm1|xmm2, the low 2 bytes")]
    [InlineData("void f(struct five s, struct floats v, __int128 n)", "rdi, the low 5 bytes|bytes 0 to 7 in xmm0, bytes 8 to 11 in xmm1|bytes 0 to 7 in rsi, bytes 8 to 15 in rdx")]
    [InlineData("void f(struct large s, struct empty e, struct aligned a)", "the stack, 24 bytes at rsp+0|nowhere: it has no bytes that count|the stack, 32 bytes at rsp+32")]
    [InlineData("void f(struct large s, char c) __attribute__((ms_abi))", "rcx: the address of a copy of its 24 bytes, aligned to 16|dl, sign-extended to rdx")]
    [InlineData("void f(long, long, long, long, struct large s) __attribute__((ms_abi))", "rcx|rdx|r8|r9|8 bytes at rsp+32: the address of a copy of its 24 bytes, aligned to 16")]
    public void An_argument_is_described_in_a_phrase(string prototype, string words) =>
        Assert.Equal(words.Split('|'), Explain(prototype).Arguments.Select(argument => argument.Place.Words));

    [Theory]
    [InlineData("void f(void)", "nothing")]
    [InlineData("bool f(void)", "al")]
    [InlineData("short f(void)", "ax")]
    [InlineData("int f(void)", "eax")]
    [InlineData("char *f(void)", "rax")]
    [InlineData("float f(void)", "xmm0, the low 4 bytes")]
    [InlineData("long double f(void)", "st0, on top of the x87 stack, 10 bytes")]
    [InlineData("long double _Complex f(void)", "st0 (real part) and st1 (imaginary part), on the x87 stack")]
    [InlineData("structparm f(void)", "bytes 0 to 7 in rax, bytes 8 to 15 in xmm0")]
    [InlineData("__int128 f(void)", "bytes 0 to 7 in rax, bytes 8 to 15 in rdx")]
    [InlineData("struct large f(void)", "memory of the caller, 24 bytes aligned to 8: its address goes in as a hidden first argument in rdi and comes back in rax")]
    [InlineData("structparm f(void) __attribute__((ms_abi))", "memory of the caller, 16 bytes aligned to 8: its address goes in as a hidden first argument in rcx and comes back in rax")]
    public void A_result_is_described_in_a_phrase(string prototype, string words) => Assert.Equal(words, Explain(prototype).Result.Words);

    [Fact]
    public void What_stands_behind_the_dots_is_passed_as_C_promotes_it()
    {
        CallExplanation call = Explain("int printf(const char *format, ...)", "float", "short", "const char *", "structparm");
        Assert.Equal(["rdi", "xmm0", "esi, sign-extended to rsi", "rdx", "bytes 0 to 7 in rcx, bytes 8 to 15 in xmm1"], call.Arguments.Select(argument => argument.Place.Words));
        Assert.Equal(["float as double", "short as int", "const char *", "structparm"], call.Arguments.Skip(1).Select(argument => argument.Declaration));
        Assert.Equal(2, call.VectorCount);
        Assert.Null(Explain("int abs(int n)").VectorCount);
    }

    [Fact]
    public void A_floating_number_behind_the_dots_of_Windows_is_in_both_registers()
    {
        CallExplanation call = Explain("int printf(const char *format, ...) __attribute__((ms_abi))", "double");
        Assert.Equal("xmm1, and the same bits in rdx", call.Arguments[1].Place.Words);
        Assert.Null(call.VectorCount);
    }

    private static CallExplanation Explain(string prototype, params string[] types) => CallExplanation.Of(
        Prototype.Parse(prototype, s_declarations), [.. types.Select(type => TypeNameParser.ParseArgument(type, DataModel.Lp64, s_declarations.Names))]);
}
