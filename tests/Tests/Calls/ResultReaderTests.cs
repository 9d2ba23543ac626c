using System.Text;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Tests.Rpc;

namespace FfiIsolation.Tests.Calls;

public sealed class ResultReaderTests
{
    private const ulong Poison = 0x7E5AC396A5D2B408;
    private const ulong VectorPoison = 0x7FF4C396A5D2B408;

    public static TheoryData<string, ulong, object> Integers => new()
    {
        { "signed char", 0xFFFFFF80, (sbyte)-128 },
        { "unsigned char", 0x1FF, (byte)255 },
        { "char", 0x41, (sbyte)65 },
        { "short", 0x8000, (short)-32768 },
        { "unsigned short", 0x18000, (ushort)32768 },
        { "int", 0xFFFFFFFF, -1 },
        { "unsigned", 0xFFFFFFFF, uint.MaxValue },
        { "long", ulong.MaxValue, -1L },
        { "unsigned long", ulong.MaxValue, ulong.MaxValue },
        { "size_t", 5, 5UL },
        { "wchar_t", 0x1F600, 0x1F600 },
        { "bool", 1, true },
        { "bool", 0x100, false },   // only al counts
        { "bool", 0x80, true },
    };

    [Theory]
    [MemberData(nameof(Integers))]
    public void An_integer_is_cut_to_its_type_and_extended_by_its_sign(string type, ulong rax, object value)
    {
        NativeResult result = Read(type, CallSamples.Result(rax: rax, errno: 34));
        Assert.Equal(value, result.Value);
        Assert.Equal(34, result.Errno);
        Assert.Null(result.Warning);
    }

    [Fact]
    public void Floating_values_come_from_their_own_registers()
    {
        Assert.Equal(1.5f, Read("float", CallSamples.Result(rax: 7, xmm0: 0x7FF4C396_3FC00000)).Value);
        Assert.Equal(-0.0, Read("double", CallSamples.Result(xmm0: 0x8000000000000000)).Value);
        Assert.Equal((LongDouble)(-2.5), Read("long double", CallSamples.Result(st0: -2.5)).Value);
        Assert.Null(Read("void", CallSamples.Result(rax: Poison, xmm0: VectorPoison)).Value);
    }

    [Fact]
    public void Pointers_carry_where_they_are_from()
    {
        NativeResult result = Read("void *", CallSamples.Result(rax: 0x7f00_0000_1000));
        Assert.Equal(new NativePointer(0x7f00_0000_1000, 3, inSession: true), result.Value);
        Assert.True(result.Pointer.InSession);
        Assert.Equal(NativePointer.Null, Read("void *", CallSamples.Result()).Value);
    }

    [Fact]
    public void Text_is_read_as_UTF_8_and_a_cut_is_told()
    {
        byte[] text = Encoding.UTF8.GetBytes("Grüße");
        NativeResult result = Read("const char *", CallSamples.Result(rax: 0x1000, fetch: FetchStatus.Fetched, fetchLength: 7), text);
        Assert.Equal(("Grüße", "Grüße", 0x1000UL, null), (result.Text, (string?)result, result.Pointer.Address, result.Warning));
        Assert.Null(Read("const char *", CallSamples.Result()).Text);
        Assert.Equal("", Read("const char *", CallSamples.Result(rax: 0x1000, fetch: FetchStatus.Fetched)).Text);
        result = Read("const char *", CallSamples.Result(rax: 0x1000, fetch: FetchStatus.Cut, fetchLength: 7), text);
        Assert.Equal("Grüße", result.Text);
        Assert.Contains($"longer than {CallSamples.MaxTextBytes} bytes", result.Warning);
        Assert.Equal("\uFFFDx", Read("char *", CallSamples.Result(rax: 0x1000, fetch: FetchStatus.Fetched, fetchLength: 2), 0xFF, (byte)'x').Text);
    }

    [Theory]
    [InlineData("int", Poison, 0UL, null, "did not set the integer result register")]
    [InlineData("bool", Poison, 0UL, null, "did not set the integer result register")]
    [InlineData("long", Poison, 0UL, null, "did not set the integer result register")]
    [InlineData("void *", Poison, 0UL, null, "did not set the integer result register")]
    [InlineData("int", 0x7E5AC396_00000001, 0UL, null, "seems to return bool, char or short")]
    [InlineData("short", 0x7E5AC396_00000001, 0UL, null, null)]
    [InlineData("int", 0x00007F01_23456789, 0UL, null, "was cut to 32 bits: the result register held 0x7f0123456789")]
    [InlineData("short", 0x00007F01_23456789, 0UL, null, "was cut to 16 bits")]
    [InlineData("int", 0xFFFFFFFF_80000000, 0UL, null, null)]
    [InlineData("int", 0x00000000_80000000, 0UL, null, null)]
    [InlineData("double", 0UL, VectorPoison, null, "did not set the floating-point result register")]
    [InlineData("float", 0UL, VectorPoison, null, "did not set the floating-point result register")]
    [InlineData("double", Poison, 0UL, null, null)]
    [InlineData("void", Poison, VectorPoison, null, null)]
    [InlineData("long double", 0UL, 0UL, "X87Unbalanced", "did not set the long double result register")]
    [InlineData("int", 1UL, 0UL, "X87Unbalanced", "seems to return long double")]
    [InlineData("int", 1UL, 0UL, "Modes", "left the processor's floating-point modes")]
    public void A_wrong_prototype_leaves_its_marks(string type, ulong rax, ulong xmm0, string? changes, string? warning)
    {
        NativeResult result = Read(type, CallSamples.Result(rax: rax, xmm0: xmm0, changes: changes is null ? MachineChanges.None : Enum.Parse<MachineChanges>(changes)));
        if (warning is null)
        {
            Assert.Null(result.Warning);
        }
        else
        {
            Assert.Contains(warning, result.Warning);
        }
    }

    [Fact]
    public void A_value_that_is_no_address_is_not_called_one()
    {
        NativeResult result = Read("int", CallSamples.Result(rax: 0x00001234_00000001), isMapped: false);
        Assert.Null(result.Warning);
        Assert.Equal(1, result.Value);
    }

    internal static NativeResult Read(string type, byte[] result, params byte[] fetched) => Read(type, result, true, fetched);

    private static NativeResult Read(string type, byte[] result, bool isMapped, params byte[] fetched)
    {
        var plan = new CallPlan(Prototype.Parse($"{type} f(void)"), CallSamples.MaxTextBytes);
        return ResultReader.Read(plan, result, [], 0, fetched, 3, inSession: true, _ => isMapped);
    }
}
