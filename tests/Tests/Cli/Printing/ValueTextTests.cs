using System.Numerics;
using FfiIsolation.Cli.Arguments;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Tests.Cli.Printing;

public sealed class ValueTextTests
{
    [Theory]
    [InlineData(1.0, "1")]
    [InlineData(0.5403023058681398, "0.5403023058681398")]
    [InlineData(-0.0, "-0")]
    [InlineData(1e300, "1e+300")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    [InlineData(double.NaN, "nan")]
    [InlineData(0.1f, "0.1")]
    [InlineData(float.NegativeInfinity, "-inf")]
    [InlineData(-1, "-1")]
    [InlineData(ulong.MaxValue, "18446744073709551615")]
    [InlineData((sbyte)65, "65")]
    [InlineData(true, "true")]
    [InlineData(false, "false")]
    [InlineData("raw \"text\"", "raw \"text\"")]
    [InlineData("", "")]
    [InlineData(null, "null")]
    public void A_value_prints_as_C_would_write_it(object? value, string expected) => Assert.Equal(expected, ValueText.Of(value));

    [Fact]
    public void Pointers_print_in_hexadecimal()
    {
        Assert.Equal("0x7f00deadbeef", ValueText.Of(NativePointer.FromAddress(0x7f00deadbeef)));
        Assert.Equal("0x0", ValueText.Of(NativePointer.Null));
    }

    [Fact]
    public void Large_numbers_print_in_full()
    {
        Assert.Equal("1.10000000000000000002", ValueText.Of(LongDouble.Parse("1.1")));
        Assert.Equal("-18446744073709551616", ValueText.Of(-(BigInteger.One << 64)));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1e300)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.Epsilon)]
    public void A_printed_number_reads_back_the_same(double value)
    {
        Assert.True(FloatingText.TryReadDouble(ValueText.Of(value), out double read, out _));
        Assert.Equal(value, read);
    }
}
