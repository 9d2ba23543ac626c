using FfiIsolation.Cli.Explaining;
using FfiIsolation.Tests.Rpc;

namespace FfiIsolation.Tests.Cli.Explaining;

/// <summary>What is said to be refused is what is refused.</summary>
public sealed class CheckTests
{
    public static TheoryData<string, string, string, object?[]> Refused => new()
    {
        { "int f(int n)", "call", "exactly 1 argument", [1, 2] },
        { "int f(signed char n)", "n", "an integer from -128 to 127; nothing is cut", [128] },
        { "int f(unsigned n)", "n", "an integer from 0 to 4294967295; nothing is cut", [-1] },
        { "int f(double x)", "x", "a number; an integer only if it is held exactly", [(1L << 53) + 1] },
        { "int f(float x)", "x", "a number, rounded to the nearest float; an integer only if it is held exactly", [(1 << 24) + 1] },
        { "int f(bool b)", "b", "true, false, 1 or 0", [2] },
        { "int f(void *p) __attribute__((nonnull))", "p", "null is refused (nonnull)", [NativePointer.Null] },
        { "int f(const char *s)", "s", "text goes as UTF-8 with a terminator; a NUL in it is refused", ["a\0b"] },
        { "int f(const char16_t *s)", "s", "text goes as UTF-16 with a terminator; a NUL in it is refused", ["a\0b"] },
        { "int f(const void *p)", "p", "bytes are only read: a buffer for output is refused", [NativeBuffer.Out<byte>(new byte[4])] },
        { "int f(char *p) __attribute__((access(write_only, 1)))", "p", "a buffer starts as zeros and comes back; one that is only read is refused, and so is text", ["text"] },
        { "int f(char *p) __attribute__((access(read_write, 1)))", "p", "a buffer goes there and comes back; text is refused", ["text"] },
        { "int f(int *p)", "p", "a whole number of int, 4 bytes each; elements of another size or kind are refused", [new byte[5]] },
        { "int f(int p[static 3])", "p", "at least 3 elements, 12 bytes (static)", [new byte[8]] },
        { "int f(char *p, size_t n) __attribute__((access(write_only, 1, 2)))", "p", "n may not say more bytes than the buffer has (access)", [NativeBuffer.Out<byte>(new byte[4]), 5ul] },
        { "int f(int *p, size_t n) __attribute__((access(write_only, 1, 2)))", "p", "n may not say more elements than the buffer has (access)", [NativeBuffer.Out<byte>(new byte[8]), 3ul] },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_said_to_be_refused_is(string prototype, string subject, string text, object?[] arguments)
    {
        Assert.Contains(new Check(subject, text), CallExplanation.Of(Prototype.Parse(prototype), []).Before);
        Assert.ThrowsAny<ArgumentException>(() => CallSamples.Prepare(prototype, [.. arguments.Select(Argument)]));
    }

    [Theory]
    [InlineData("char *f(void)", "result", "the text behind it is read up to its terminator, 262,144 bytes at most")]
    [InlineData("char *f(void)", "result", "borrowed: nobody frees it, and it is valid in a session only")]
    [InlineData("char *f(void) __attribute__((malloc(free)))", "result", "owned: free frees it once the text is copied")]
    [InlineData("void *f(void) __attribute__((malloc(close_it)))", "result", "owned: close_it frees it exactly once; a handle in a session, freed at once outside one")]
    [InlineData("void *f(void) __attribute__((malloc(close_it, 2)))", "result", "owned, but no function is named that takes it as its first parameter: binding is refused")]
    [InlineData("int f(void)", "result", "a warning if rax holds an address that was cut: the function seems to return a pointer")]
    [InlineData("double f(void)", "result", "a warning if the function did not set xmm0")]
    [InlineData("double f(void)", "result", "a warning if only the low half of xmm0 is set: the function seems to return float")]
    [InlineData("void *f(void)", "result", "a warning if rax holds no address but a number of 32 bits: the function seems to return int")]
    [InlineData("void f(void)", "call", "a warning, or after a crash a hint, if the function used a register that no argument fills: a parameter is missing or of another kind")]
    [InlineData("int f(void) __attribute__((pure))", "call", "after a crash it is made again in another worker (pure)")]
    [InlineData("int f(void)", "call", "after a crash it is not made again: the prototype says neither const nor pure")]
    public void What_happens_afterwards_is_said(string prototype, string subject, string text) =>
        Assert.Contains(new Check(subject, text), CallExplanation.Of(Prototype.Parse(prototype), []).After);

    [Theory]
    [InlineData("int f(char *p) __attribute__((ownership_takes(malloc, 1)))", "text and bytes are copied to memory of malloc, which is freed by the function (ownership_takes)")]
    [InlineData("int f(char *p) __attribute__((ownership_holds(pool, 1)))", "memory of pool, kept by the function (ownership_holds): text and bytes are refused, NativeBuffer.Transfer is passed")]
    [InlineData("int f(int (*p)(int))", "a callback, or the address of a function")]
    public void What_becomes_of_an_argument_is_said(string prototype, string text) =>
        Assert.Contains(new Check("p", text), CallExplanation.Of(Prototype.Parse(prototype), []).Before);

    [Fact]
    public void A_function_that_cannot_be_called_is_explained_all_the_same()
    {
        CallExplanation call = CallExplanation.Of(Prototype.Parse("_Float128 f(_Float128 x)", Declarations.Empty), []);
        Assert.Equal("xmm0, all 16 bytes", call.Result.Words);
        Assert.StartsWith("refused: 128-bit floating numbers (_Float128)", call.Before[0].Text, StringComparison.Ordinal);
    }

    private static NativeArgument Argument(object? value) => value switch
    {
        int number => number,
        long number => number,
        ulong number => number,
        string text => text,
        byte[] bytes => bytes,
        NativeBuffer buffer => buffer,
        NativePointer pointer => pointer,
        _ => throw new ArgumentException($"{value} is in no test."),
    };
}
