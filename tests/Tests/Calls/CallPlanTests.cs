// The bytes of call images against what the System V ABI and native/include/ffi_segment.h say, worked out by hand.
using System.Buffers.Binary;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Tests.Rpc;

namespace FfiIsolation.Tests.Calls;

public sealed class CallPlanTests
{
    [Fact]
    public void A_call_without_arguments_is_empty_but_for_its_marks()
    {
        PreparedCall call = CallSamples.Prepare("int f(void)");
        var expected = new byte[384];
        Put32(expected, 44, 16);                       // alignment of the stack
        for (int i = 0; i < 6; i++)
        {
            Put64(expected, 64 + (8 * i), 0x2A117A080000 + (0x100000UL * (ulong)i));   // rdi to r9: no argument there
        }

        for (int i = 0; i < 8; i++)
        {
            Put64(expected, 128 + (16 * i), 0x7FF4B4B8_7FA5A5C3 + (0x1_00000008UL * (ulong)i));   // xmm0 to xmm7
        }

        Put64(expected, 56, 0x1000 - 4096);            // the exception's text: the first slot
        Put32(expected, 52, 4096);
        Put32(expected, 24, 1);                         // message: enter
        Put32(expected, 16, (uint)expected.Length);
        Assert.Equal(expected, call.Image);
        Assert.Equal(0, call.Blocks.Length);
    }

    [Fact]
    public void Arguments_go_into_registers_in_order_and_then_on_the_stack()
    {
        PreparedCall call = CallSamples.Prepare(
            "long f(int a, double b, const char *s, unsigned char c, bool d, long e, char *t, short g, float h, long i)",
            -1, 0.5, "hi", (byte)200, true, long.MinValue, NativePointer.FromAddress(0x1234), (short)-2, 1.5f, 77);
        var expected = new byte[384 + 16 + 24 + 24];
        Put64(expected, 64, ulong.MaxValue);            // rdi: -1, sign-extended
        Put64(expected, 72, 0);                         // rsi: s, by relocation
        Put64(expected, 80, 200);                       // rdx
        Put64(expected, 88, 1);                         // rcx
        Put64(expected, 96, 0x8000000000000000);        // r8
        Put64(expected, 104, 0x1234);                    // r9
        Put64(expected, 128, 0x3FE0000000000000);        // xmm0: 0.5
        Put64(expected, 144, 0x7FF4B4B9_3FC00000);       // xmm1: 1.5f, and a NaN for who takes it for a double
        for (int i = 2; i < 8; i++)
        {
            Put64(expected, 128 + (16 * i), 0x7FF4B4B8_7FA5A5C3 + (0x1_00000008UL * (ulong)i));
        }

        Put32(expected, 32, 2);                        // words of the stack
        Put32(expected, 44, 16);
        Put32(expected, 36, 1);                        // blocks
        Put32(expected, 40, 1);                        // relocations
        Put64(expected, 56, 0x2000);                   // the exception's text: the second slot of 4 KiB, after a guard page
        Put32(expected, 52, 4096);
        Put32(expected, 24, 1);                         // message: enter
        Put32(expected, 16, (uint)expected.Length);
        Put64(expected, 384, ulong.MaxValue - 1);       // -2
        Put64(expected, 392, 77);
        Put64(expected, 400, 0x1000 - 3);               // block: "hi", NUL, up to the guard page
        Put64(expected, 408, 3);
        Put32(expected, 416, 1);                        // in
        Put64(expected, 424, 72);                       // relocation: rsi
        Put64(expected, 432, 0x1000 - 3);
        Assert.Equal(expected, call.Image);
        Assert.Equal("hi\0"u8, call.Inputs);
        Assert.Equal(4096, call.MaxOutputBytes);
    }

    [Fact]
    public void By_the_Microsoft_convention_each_position_tells_for_the_register_that_it_does_not_use()
    {
        byte[] image = CallSamples.Prepare("__attribute__((ms_abi)) int f(int a, double b)", 1, 0.5).Image;
        Assert.Equal([1UL, 0x2A117A180000, 0x2A117A280000, 0x2A117A380000, 0, 0], Enumerable.Range(0, 6).Select(i => Get64(image, 64 + (8 * i))));
        Assert.Equal(
            [0x7FF4B4B8_7FA5A5C3, 0x3FE0000000000000, 0x7FF4B4BA_7FA5A5D3, 0x7FF4B4BB_7FA5A5DB, 0UL],
            Enumerable.Range(0, 5).Select(i => Get64(image, 128 + (16 * i))));
    }

    [Fact]
    public void A_register_is_filled_where_no_argument_is_not_where_one_is_behind_the_dots()
    {
        byte[] image = CallSamples.Prepare("long double _Complex f(float x)", 0.5f).Image;
        Assert.Equal(0x2A117A080000UL, Get64(image, 64));   // comes back on the x87 stack
        Assert.Equal(0x7FF4B4B8_3F000000UL, Get64(image, 128));
        image = CallSamples.Prepare("int f(const char *format, ...)", "%d", 7, 0.5).Image;
        Assert.Equal(7UL, Get64(image, 72));
        Assert.Equal(0x2A117A280000UL, Get64(image, 80));
        Assert.Equal(0x3FE0000000000000UL, Get64(image, 128));
        Assert.Equal(0x7FF4B4B9_7FA5A5CBUL, Get64(image, 144));
    }

    [Fact]
    public void A_long_double_lies_on_the_stack_and_comes_back_in_st0()
    {
        PreparedCall call = CallSamples.Prepare("long double f(int a, int b, int c, int d, int e, int g, int h, long double x)", 0, 0, 0, 0, 0, 0, 9, -1.0);
        Assert.Equal(384 + (4 * 8), call.Image.Length);
        Assert.Equal(1u, Get32(call.Image, 20) >> 16);       // pop st0
        Assert.Equal(9UL, Get64(call.Image, 384));
        Assert.Equal(0UL, Get64(call.Image, 392));      // padding: long double is aligned to 16
        Assert.Equal(0x8000000000000000, Get64(call.Image, 400));
        Assert.Equal(0xBFFFUL, Get64(call.Image, 408));
    }

    [Fact]
    public void A_pointer_on_the_stack_is_relocated_there()
    {
        PreparedCall call = CallSamples.Prepare("void f(int a, int b, int c, int d, int e, int g, int h, char *out, int *n)", 0, 0, 0, 0, 0, 0, 0,
            NativeBuffer.Out<byte>(5), NativeBuffer.InOut(7, 8));
        Assert.Equal(3u, Get32(call.Image, 32));
        int blocks = 384 + 24, relocations = blocks + 48;
        Assert.Equal((0x1000UL - 5, 5UL, 2u), (Get64(call.Image, blocks), Get64(call.Image, blocks + 8), Get32(call.Image, blocks + 16)));
        Assert.Equal((0x3000UL - 8, 8UL, 3u), (Get64(call.Image, blocks + 24), Get64(call.Image, blocks + 32), Get32(call.Image, blocks + 40)));
        Assert.Equal((392UL, 0x1000UL - 5), (Get64(call.Image, relocations), Get64(call.Image, relocations + 8)));
        Assert.Equal((400UL, 0x3000UL - 8), (Get64(call.Image, relocations + 24), Get64(call.Image, relocations + 32)));
        Assert.Equal([7, 0, 0, 0, 8, 0, 0, 0], call.Inputs);
        Assert.Equal(5 + 8 + 4096, call.MaxOutputBytes);
    }

    [Fact]
    public void A_function_that_returns_text_asks_for_it()
    {
        PreparedCall call = CallSamples.Prepare("const char *f(void)");
        Assert.Equal((1u, 0UL, (uint)CallSamples.MaxTextBytes), (Get32(call.Image, 44) >> 16, Get64(call.Image, 56), Get32(call.Image, 52)));
        Assert.Equal(0u, Get32(CallSamples.Prepare("unsigned char *f(void)").Image, 44) >> 16);
    }

    [Fact]
    public void The_address_and_the_number_are_filled_in_last()
    {
        byte[] image = CallSamples.Prepare("int f(void)").Image;
        CallImageWriter.Address(image, 0x7f0000001234, 99);
        Assert.Equal((0x7f0000001234UL, 99UL), (Get64(image, 8), Get64(image, 0)));
    }

    [Fact]
    public void The_number_of_arguments_is_that_of_the_prototype()
    {
        Assert.Contains("f takes 2 arguments, and 1 was given", Assert.Throws<ArgumentException>(() => CallSamples.Prepare("int f(int a, int b)", 1)).Message);
        Assert.Contains("f takes no arguments, and 2 were given", Assert.Throws<ArgumentException>(() => CallSamples.Prepare("int f(void)", 1, 2)).Message);
    }

    [Theory]
    [InlineData("void f(int a)", "it must be from -2147483648 to 2147483647")]
    [InlineData("void f(unsigned a)", "it must be from 0 to 4294967295")]
    [InlineData("void f(bool a)", "true or false is expected")]
    [InlineData("void f(const char *a)", "text, bytes, a buffer, a NativePointer or null is expected")]
    public void A_mistake_names_the_function_the_argument_and_the_reason(string prototype, string reason)
    {
        ArgumentException e = Assert.ThrowsAny<ArgumentException>(() => CallSamples.Prepare(prototype, long.MaxValue));
        Assert.Equal("a", e.ParamName);
        Assert.Contains("f: argument 1 '", e.Message);
        Assert.Contains("cannot be 9223372036854775807: " + reason, e.Message);
    }

    [Fact]
    public void Buffers_too_large_for_one_call_are_refused()
    {
        var half = new byte[128 * 1024 * 1024];
        ArgumentException e = Assert.ThrowsAny<ArgumentException>(() => CallSamples.Prepare("void f(char *a, char *b, char *c)", half, half, half));
        Assert.Contains("argument 3 'char *c'", e.Message);
        Assert.Contains("together too large", e.Message);
    }

    [Fact]
    public void Sixty_four_texts_fit_in_one_call()
    {
        string parameters = string.Join(", ", Enumerable.Range(0, 64).Select(i => $"const char *p{i}"));
        PreparedCall call = CallSamples.Prepare($"void f({parameters})", [.. Enumerable.Repeat((NativeArgument)new string('x', 4095), 64)]);
        Assert.Equal(64, call.Blocks.Length);
    }

    private static void Put32(byte[] image, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(at), value);

    private static void Put64(byte[] image, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(at), value);

    private static uint Get32(byte[] image, int at) => BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(at));

    private static ulong Get64(byte[] image, int at) => BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(at));
}
