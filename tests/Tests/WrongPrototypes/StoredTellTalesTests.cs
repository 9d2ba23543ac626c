using System.Buffers.Binary;
using System.Text;
using FfiIsolation.Calls;
using FfiIsolation.Tests.Rpc;

namespace FfiIsolation.Tests.WrongPrototypes;

/// <summary>What a call stored, against the values that native/include/ffi_segment.h puts into registers that no argument fills.</summary>
public sealed class StoredTellTalesTests
{
    private const ulong Rsi = 0x2A11_7A18_0000, Rdx = 0x2A11_7A28_0000;
    private const ulong Xmm0 = 0x7FF4B4B8_7FA5A5C3, QuietXmm0 = 0x7FFCB4B8_7FA5A5C3;
    private const string Second = "rsi, where the second integer or pointer argument goes, and the prototype declares one: a parameter is missing.";
    private const string FirstVector = "xmm0, where the first floating-point argument goes, and the prototype declares none: ";

    [Theory]
    [InlineData("int f(double *out, int x)", QuietXmm0, "The function stored in `out` what it computed with " + FirstVector + "`x`, declared int, seems to be a double.")]
    [InlineData("int f(double *out, int x)", Xmm0, "The function stored in `out` what lay in " + FirstVector + "`x`, declared int, seems to be a double.")]
    [InlineData("int f(double *out)", 0x8000000000000000 | QuietXmm0, "The function stored in `out` what it computed with " + FirstVector + "a parameter is missing.")]
    [InlineData("int f(long *out)", Rsi, "The function stored in `out` a value made of " + Second)]
    [InlineData("int f(long *out)", Rsi + 1000, "The function stored in `out` a value made of " + Second)]
    [InlineData("int f(long *out)", unchecked(0 - Rsi), "The function stored in `out` a value made of " + Second)]
    [InlineData("int f(char **)", Rsi, "The function stored in parameter 1 a value made of " + Second)]
    [InlineData("int f(double *out)", 0x7FF8000000000000, null)]
    [InlineData("int f(double *out)", 0x4000000000000000, null)]
    [InlineData("int f(long *out)", 0x7FF4B4B8_7FA5A5C3, null)]
    [InlineData("int f(unsigned char *out)", Rsi, null)]
    [InlineData("int f(void *out)", Rsi, null)]
    [InlineData("int f(int *out)", Rsi, "The function stored in `out` a value made of " + Second)]
    public void Of_eight_bytes(string prototype, ulong stored, string? told)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, stored);
        Assert.Equal(told, Find(prototype, bytes));
    }

    [Theory]
    [InlineData("int f(int *out)", 0x7A180000, "The function stored in `out` a value made of " + Second)]
    [InlineData("int f(int *out)", 0x7A180005, "The function stored in `out` a value made of " + Second)]
    [InlineData("int f(float *out)", 0x7FE5A5C3, "The function stored in `out` what it computed with " + FirstVector + "a parameter is missing.")]
    [InlineData("int f(int *out)", 0x7A100000, null)]
    [InlineData("int f(int *out)", 0x00180000, null)]
    public void Of_four_bytes(string prototype, uint stored, string? told)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, stored);
        Assert.Equal(told, Find(prototype, bytes));
    }

    [Fact]
    public void Of_many_numbers_of_32_bits_one_may_be_near_by_chance()
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), 0x7A180005);
        Assert.Null(Find("int f(int *out)", bytes));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), 0x7A180000);
        Assert.Equal("The function stored in `out` a value made of " + Second, Find("int f(int *out)", bytes));
    }

    [Fact]
    public void Of_a_struct_the_members_are_looked_at()
    {
        Prototype prototype = Prototype.Parse("int f(struct s *s)", Declarations.Parse("struct s { char text[8]; int n : 3; double x; };"));
        var value = new NativeStruct((RecordType)((PointerType)prototype.Parameters[0].Type).Pointee);
        BinaryPrimitives.WriteUInt64LittleEndian(value.Span[16..], QuietXmm0);
        PreparedCall call = CallSamples.Prepare(prototype, null, [value]);
        Assert.Equal("The function stored in `s` what it computed with " + FirstVector + "a parameter is missing.", call.Shape.Stored!.Find(call, default));
    }

    [Fact]
    public void What_goes_in_alone_is_not_looked_at()
    {
        Assert.Null(CallSamples.Prepare("int f(const double *in)", new byte[8]).Shape.Stored);
        PreparedCall call = CallSamples.Prepare("int f(double *in)", NativeBuffer.In<double>(new double[] { BitConverter.UInt64BitsToDouble(QuietXmm0) }));
        Assert.Null(call.Shape.Stored!.Find(call, default));
    }

    /// <summary>As printf writes them.</summary>
    [Theory]
    [InlineData("46254552252416", true)]
    [InlineData("2049441792", true)]
    [InlineData("2a117a280000", true)]
    [InlineData("0x2a117a280000", true)]
    [InlineData("0X2A117A280000", true)]
    [InlineData("<7a280000>", true)]
    [InlineData("n=-1, m=2049441792;", true)]
    [InlineData("12049441792", false)]
    [InlineData("20494417920", false)]
    [InlineData("2049441793", false)]
    [InlineData("a2049441792", false)]
    [InlineData("7a28", false)]
    [InlineData("", false)]
    [InlineData("no number", false)]
    public void Of_text_the_numbers_are_looked_at(string text, bool isTold)
    {
        string? told = Find("int f(char *to, int n)", Encoding.ASCII.GetBytes(text + "\0 2049441792"));
        Assert.Equal(isTold ? "The function wrote into `to`, as text, what lay in rdx, where the third integer or pointer argument goes, and the prototype declares two: a parameter is missing." : null, told);
    }

    [Theory]
    [InlineData("nan", true)]
    [InlineData("x = -nan.", true)]
    [InlineData("nano", false)]
    [InlineData("banan", false)]
    [InlineData("1.5", false)]
    public void A_number_that_is_none_is_told_where_none_was_passed(string text, bool isTold)
    {
        const string Prototype = "int f(char *to, const char *format, ...)";
        byte[] bytes = Encoding.ASCII.GetBytes(text + "\0");
        string? told = isTold ? "The function wrote into `to`, as text, what lay in xmm1, where the second floating-point argument goes, and the call passes none there: an argument behind the dots is missing or of another kind." : null;
        Assert.Equal(told, Find(Prototype, bytes, "%f %f", 1.5));
        Assert.Null(Find(Prototype, bytes, "%f", double.NaN));
        Assert.Null(Find(Prototype, bytes, "nan"));
        Assert.Null(Find("int f(char *to, double x)", bytes, 1.5));
    }

    [Theory]
    [InlineData("%f", true)]
    [InlineData("%-+08.3Lf", true)]
    [InlineData("%%%d %2$*1$g", true)]
    [InlineData("%s%s", false)]
    [InlineData("%%f %c", false)]
    [InlineData("%lld, f", false)]
    [InlineData("100 %", false)]
    public void It_is_told_where_the_format_asks_for_one(string format, bool isTold) =>
        Assert.Equal(isTold, Find("int f(char *to, const char *format, ...)", "nan\0"u8.ToArray(), format, 110) is not null);

    /// <summary>0x7A280000 and 0x7A480000 are the halves of what lies in rdx, which holds an argument here, and in r8, which does not.</summary>
    [Fact]
    public void What_the_call_has_passed_itself_is_not_told()
    {
        const string Copy = "char *f(char *to, const char *from, unsigned long n)", Print = "int f(char *to, const char *format, ...)";
        Assert.NotNull(Find(Copy, "2051538944\0"u8.ToArray(), "", 11));
        Assert.Null(Find(Copy, "2051538944\0"u8.ToArray(), "2051538944", 11));
        Assert.Null(Find(Copy, "2049441792\0"u8.ToArray(), "", 11));
        Assert.NotNull(Find(Print, "2051538944\0"u8.ToArray(), "%d", 1));
        Assert.Null(Find(Print, "2051538944\0"u8.ToArray(), "%d", 2051538944));
    }

    [Fact]
    public void Behind_the_registers_of_the_Microsoft_convention_the_stack_is_still_told()
    {
        byte[] stored = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(stored, 0x2A11_7A68_0000);
        Assert.StartsWith(
            "The function stored in `out` a value made of the word of the stack behind the arguments",
            Find("__attribute__((ms_abi)) int f(long *out, int a, int b, int c, int d, int e, int g, int h)", stored), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_returned_is_looked_at()
    {
        PreparedCall call = CallSamples.Prepare("char *f(void)");
        Assert.Equal(
            "The function returned, as text, what lay in rsi, where the second integer or pointer argument goes, and the prototype declares none: a parameter is missing.",
            call.Shape.Stored!.Find(call, "n = 2048393216"u8));
    }

    /// <param name="rest">The arguments behind the first.</param>
    private static string? Find(string prototype, byte[] stored, params NativeArgument[] rest)
    {
        Prototype parsed = Prototype.Parse(prototype);
        NativeArgument[] arguments = [NativeBuffer.Out<byte>(stored.AsMemory()), .. rest.Length > 0 ? rest : Enumerable.Repeat((NativeArgument)0, parsed.Parameters.Length - 1)];
        PreparedCall call = CallSamples.Prepare(prototype, arguments);
        return call.Shape.Stored?.Find(call, default);
    }
}
