using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Values;

/// <summary>Every scalar type of C there and back, at its extremes: the values are those of limits.h, stdint.h, wchar.h and float.h on x86-64 Linux.</summary>
public sealed class ScalarTests : IClassFixture<ScalarTests.OneHost>
{
    private readonly OneHost _one;

    public ScalarTests(OneHost one) => _one = one;

    public static TheoryData<string, string, object[]> Types => new()
    {
        { "bool", "echo_bool", [false, true] },
        { "char", "echo_char", [sbyte.MinValue, (sbyte)-1, (sbyte)0, (sbyte)'A', sbyte.MaxValue] },
        { "signed char", "echo_schar", [sbyte.MinValue, (sbyte)-1, (sbyte)0, sbyte.MaxValue] },
        { "unsigned char", "echo_uchar", [(byte)0, (byte)128, byte.MaxValue] },
        { "short", "echo_short", [short.MinValue, (short)-1, (short)0, short.MaxValue] },
        { "unsigned short", "echo_ushort", [(ushort)0, (ushort)0x8000, ushort.MaxValue] },
        { "int", "echo_int", [int.MinValue, -1, 0, int.MaxValue] },
        { "unsigned", "echo_uint", [0u, 0x8000_0000u, uint.MaxValue] },
        { "long", "echo_long", [long.MinValue, -1L, 0L, 0x1_0000_0000L, long.MaxValue] },
        { "unsigned long", "echo_ulong", [0ul, 1ul << 63, ulong.MaxValue] },
        { "long long", "echo_llong", [long.MinValue, -1L, 0L, long.MaxValue] },
        { "unsigned long long", "echo_ullong", [0ul, 1ul << 63, ulong.MaxValue] },
        { "int8_t", "echo_int8", [sbyte.MinValue, (sbyte)-1, (sbyte)0, sbyte.MaxValue] },
        { "uint8_t", "echo_uint8", [(byte)0, (byte)128, byte.MaxValue] },
        { "int16_t", "echo_int16", [short.MinValue, (short)-1, (short)0, short.MaxValue] },
        { "uint16_t", "echo_uint16", [(ushort)0, (ushort)0x8000, ushort.MaxValue] },
        { "int32_t", "echo_int32", [int.MinValue, -1, 0, int.MaxValue] },
        { "uint32_t", "echo_uint32", [0u, 0x8000_0000u, uint.MaxValue] },
        { "int64_t", "echo_int64", [long.MinValue, -1L, 0L, long.MaxValue] },
        { "uint64_t", "echo_uint64", [0ul, 1ul << 63, ulong.MaxValue] },
        { "size_t", "echo_size", [0ul, 1ul << 63, ulong.MaxValue] },
        { "ptrdiff_t", "echo_ptrdiff", [long.MinValue, -1L, 0L, long.MaxValue] },
        { "intptr_t", "echo_intptr", [long.MinValue, -1L, 0L, long.MaxValue] },
        { "wchar_t", "echo_wchar", [int.MinValue, -1, 0, 0x10FFFF, int.MaxValue] },

        // FLT_MAX, FLT_MIN, FLT_TRUE_MIN, FLT_EPSILON; then the same of double. Floating values are compared bit by bit.
        {
            "float", "echo_float",
            [0f, -0f, 1f, -1.5f, 0x7F7F_FFFF.AsFloat(), 0x0080_0000.AsFloat(), 0x0000_0001.AsFloat(), 0x3400_0000.AsFloat(), -float.MaxValue,
             float.PositiveInfinity, float.NegativeInfinity, 0x7FC0_0001.AsFloat()]
        },
        {
            "double", "echo_double",
            [0d, -0d, 1d, -1.5d, 0x7FEF_FFFF_FFFF_FFFF.AsDouble(), 0x0010_0000_0000_0000.AsDouble(), 1L.AsDouble(), 0x3CB0_0000_0000_0000.AsDouble(), -double.MaxValue,
             double.PositiveInfinity, double.NegativeInfinity, 0x7FF8_0000_0000_0001.AsDouble()]
        },
    };

    // Significand and exponent as the x87 keeps them (Intel SDM volume 1, 4.2.2): what no double can hold is among them.
    public static TheoryData<ulong, ushort> LongDoubles => new()
    {
        { 0, 0 },
        { 0, 0x8000 }, // -0
        { 0x8000_0000_0000_0000, 0x3FFF }, // 1
        { 0xC000_0000_0000_0000, 0xBFFF }, // -1.5
        { 0x8000_0000_0000_0001, 0x3FFF }, // 1 + LDBL_EPSILON
        { 0xFFFF_FFFF_FFFF_FFFF, 0x403E }, // 2^64 - 1
        { 0xFFFF_FFFF_FFFF_FFFF, 0x7FFE }, // LDBL_MAX
        { 0xFFFF_FFFF_FFFF_FFFF, 0xFFFE }, // -LDBL_MAX
        { 0x8000_0000_0000_0000, 0x0001 }, // LDBL_MIN
        { 0x0000_0000_0000_0001, 0x0000 }, // LDBL_TRUE_MIN
        { 0x8000_0000_0000_0000, 0x7FFF }, // infinity
        { 0x8000_0000_0000_0000, 0xFFFF }, // -infinity
        { 0xC000_0000_0000_0001, 0x7FFF }, // a quiet NaN with a payload
    };

    public static TheoryData<ulong> Addresses => [0, 1, 0x1234, 0x7FFF_FFFF_FFFF, 0xFFFF_8000_0000_0000, ulong.MaxValue];

    [Theory(Timeout = Patience.Deadline, DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Types))]
    public async Task A_value_comes_back_as_it_went(string type, string function, object[] values)
    {
        NativeFunction echo = await _one.Host.FaultAsync($"{type} {function}({type} v)");
        foreach (object value in values)
        {
            NativeResult result = await echo.InvokeAsync(Argument(value));
            Assert.IsType(value.GetType(), result.Value);
            Assert.Equal(Bits(value), Bits(result.Value!));
            Assert.Null(result.Warning);
        }
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(LongDoubles))]
    public async Task A_long_double_comes_back_bit_by_bit(ulong significand, ushort signAndExponent)
    {
        NativeFunction echo = await _one.Host.FaultAsync("long double echo_ldouble(long double v)");
        LongDouble back = Assert.IsType<LongDouble>((await echo.InvokeAsync(new LongDouble(significand, signAndExponent))).Value);
        Assert.Equal((significand, signAndExponent), (back.Significand, back.SignAndExponent));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Addresses))]
    public async Task A_pointer_comes_back_as_it_went(ulong address)
    {
        NativeFunction echo = await _one.Host.FaultAsync("void *echo_pointer(void *v)");
        NativeResult result = await echo.InvokeAsync(address == 0 ? NativePointer.Null : NativePointer.FromAddress(address));
        Assert.Equal(address, result.Pointer.Address);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_function_that_returns_nothing_returns_nothing()
    {
        NativeResult result = await (await _one.Host.FaultAsync("void nothing(void)")).InvokeAsync();
        Assert.True(result.IsVoid);
        Assert.Null(result.Value);
    }

    [Fact]
    public void Every_echo_of_the_header_is_in_a_theory()
    {
        string header = File.ReadAllText(Faults.Header);
        string[] declared = [.. System.Text.RegularExpressions.Regex.Matches(header, @"\becho_\w+(?=\()").Select(match => match.Value).Order(StringComparer.Ordinal)];
        string[] tested = [.. Types.Select(row => row.Data.Item2).Append("echo_ldouble").Append("echo_pointer").Order(StringComparer.Ordinal)];
        Assert.Equal(declared, tested);
    }

    private static NativeArgument Argument(object value) => value switch
    {
        bool b => b,
        sbyte n => n,
        byte n => n,
        short n => n,
        ushort n => n,
        int n => n,
        uint n => n,
        long n => n,
        ulong n => n,
        float n => n,
        double n => n,
        _ => throw new ArgumentException(value.GetType().Name, nameof(value)),
    };

    // Negative zero equals zero, and a NaN nothing: the bits are what must come back.
    private static object Bits(object value) => value switch
    {
        float number => BitConverter.SingleToUInt32Bits(number),
        double number => BitConverter.DoubleToUInt64Bits(number),
        _ => value,
    };

    public sealed class OneHost : IAsyncLifetime
    {
        private RecordedHost _recorded = null!;

        internal NativeHost Host => _recorded.Host;

        public async ValueTask InitializeAsync() => _recorded = await RecordedHost.StartAsync();

        public ValueTask DisposeAsync() => _recorded.DisposeAsync();
    }
}

file static class BitPatterns
{
    public static float AsFloat(this int bits) => BitConverter.Int32BitsToSingle(bits);

    public static double AsDouble(this long bits) => BitConverter.Int64BitsToDouble(bits);
}
