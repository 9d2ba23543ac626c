using System.Numerics;
using FfiIsolation.Calls;

namespace FfiIsolation.Tests.Calls;

public sealed class NumberConversionTests
{
    // The ranges of C's integer types on LP64, by 2^n and not by the code under test.
    public static TheoryData<int, bool, string, string> Ranges
    {
        get
        {
            var data = new TheoryData<int, bool, string, string>();
            foreach (int size in (int[])[1, 2, 4, 8])
            {
                data.Add(size, true, (-BigInteger.Pow(2, (8 * size) - 1)).ToString(), (BigInteger.Pow(2, (8 * size) - 1) - 1).ToString());
                data.Add(size, false, "0", (BigInteger.Pow(2, 8 * size) - 1).ToString());
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void An_integer_is_taken_up_to_the_edges_of_its_type_and_refused_beyond(int size, bool isSigned, string minimum, string maximum)
    {
        BigInteger low = BigInteger.Parse(minimum), high = BigInteger.Parse(maximum);
        foreach (BigInteger value in (BigInteger[])[low, low + 1, 0, 1, high - 1, high, low - 1, high + 1, long.MinValue, long.MaxValue, ulong.MaxValue])
        {
            foreach (NativeArgument argument in ArgumentsOf(value))
            {
                ulong? bits = NumberConversion.ToInteger(argument, size, isSigned, out string why);
                if (value >= low && value <= high)
                {
                    Assert.Equal((ulong)(value & ulong.MaxValue), bits);
                    Assert.Equal("", why);
                }
                else
                {
                    Assert.Null(bits);
                    Assert.Equal($"it must be from {minimum} to {maximum}", why);
                }
            }
        }
    }

    [Fact]
    public void What_is_no_integer_is_not_made_one()
    {
        foreach (NativeArgument argument in (NativeArgument[])[1.0, 1.0f, (LongDouble)1.0, "1", new byte[1], NativePointer.FromAddress(1), default])
        {
            Assert.Null(NumberConversion.ToInteger(argument, 8, true, out string why));
            Assert.Equal("an integer is expected", why);
        }

        Assert.Equal(1UL, NumberConversion.ToInteger(true, 4, true, out _));
        Assert.Equal((ulong)'€', NumberConversion.ToInteger('€', 4, true, out _));
    }

    public static TheoryData<string, bool> Integers => new()
    {
        { "0", true }, { "-1", true }, { "9007199254740992", true }, { "9007199254740993", false }, { "-9007199254740993", false },
        { "9007199254740994", true }, { "9223372036854775807", false }, { "-9223372036854775808", true }, { "9223372036854775808", true },
        { "18446744073709551615", false }, { "18446744073709549568", true }, { "18446744073709549569", false },
    };

    [Theory]
    [MemberData(nameof(Integers))]
    public void An_integer_becomes_a_double_only_where_one_holds_it(string text, bool isExact)
    {
        BigInteger value = BigInteger.Parse(text);
        foreach (NativeArgument argument in ArgumentsOf(value))
        {
            double? converted = NumberConversion.ToDouble(argument, out string why);
            Assert.Equal(isExact, converted is not null);
            Assert.Equal(isExact ? "" : "a double cannot hold this integer exactly", why);
            if (isExact)
            {
                Assert.Equal(value, new BigInteger(converted!.Value));
            }
        }
    }

    [Fact]
    public void A_float_rounds_a_double_as_C_does_and_holds_integers_exactly_or_not_at_all()
    {
        Assert.Equal(0.1f, NumberConversion.ToFloat(0.1, out _));
        Assert.Equal(float.MaxValue, NumberConversion.ToFloat((double)float.MaxValue, out _));
        Assert.Equal(float.PositiveInfinity, NumberConversion.ToFloat(double.PositiveInfinity, out _));
        Assert.True(float.IsNaN(NumberConversion.ToFloat(double.NaN, out _)!.Value));
        Assert.Equal(0f, NumberConversion.ToFloat(1e-300, out _));
        Assert.Equal(16_777_216f, NumberConversion.ToFloat(16_777_216, out _));
        Assert.Null(NumberConversion.ToFloat(16_777_217, out string why));
        Assert.Equal("a float cannot hold this integer exactly", why);
        foreach (double large in (double[])[1e39, -1e39, double.MaxValue])
        {
            Assert.Null(NumberConversion.ToFloat(large, out why));
            Assert.Contains("beyond the range of float", why);
        }
    }

    [Fact]
    public void A_double_goes_through_bit_by_bit()
    {
        foreach (double value in (double[])[-0.0, double.Epsilon, double.MaxValue, double.NegativeInfinity, BitConverter.UInt64BitsToDouble(0x7FF8_0000_DEAD_BEEF)])
        {
            Assert.Equal(BitConverter.DoubleToUInt64Bits(value), BitConverter.DoubleToUInt64Bits(NumberConversion.ToDouble(value, out _)!.Value));
        }

        Assert.Null(NumberConversion.ToDouble("1", out string why));
        Assert.Equal("a number is expected", why);
        Assert.Null(NumberConversion.ToDouble(true, out _));
    }

    [Fact]
    public void A_long_double_holds_every_integer_and_double()
    {
        Assert.Equal(new LongDouble(0x8000000000000000, 0xC03E), NumberConversion.ToLongDouble(long.MinValue, out _));
        Assert.Equal(new LongDouble(0xFFFFFFFFFFFFFFFF, 0x403E), NumberConversion.ToLongDouble(ulong.MaxValue, out _));
        Assert.Equal(new LongDouble(0x8000000000000000, 0x3FFE), NumberConversion.ToLongDouble(0.5f, out _));
        Assert.Equal(new LongDouble(1, 2), NumberConversion.ToLongDouble(new LongDouble(1, 2), out _));
        Assert.Null(NumberConversion.ToLongDouble("1", out string why));
        Assert.Equal("a number is expected", why);
    }

    /// <summary>The number as each .NET type that holds it would be passed.</summary>
    private static IEnumerable<NativeArgument> ArgumentsOf(BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            yield return (long)value;
        }

        if (value >= 0 && value <= ulong.MaxValue)
        {
            yield return (ulong)value;
        }
    }
}
