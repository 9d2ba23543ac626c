using System.Globalization;
using System.Numerics;
using FfiIsolation.Cli.Arguments;
using FfiIsolation.Tests.Abi;

namespace FfiIsolation.Tests.Cli.Arguments;

/// <summary>Numbers are read as the C compiler reads them: the compiler is asked.</summary>
public sealed class NumberTextTests
{
    private static readonly string[] Integers =
    [
        "0", "42", "-1", "+7", "2147483648", "18446744073709551615", "0x2a", "0X2A", "-0x80", "0xffffffffffffffff", "052", "00", "0b101010", "-0b1",
        "42u", "42UL", "42LLU", "0x10l", "0u", "'a'", "'0'", "' '", "'\"'", @"'\n'", @"'\t'", @"'\r'", @"'\a'", @"'\b'", @"'\f'", @"'\v'", @"'\\'", @"'\''", @"'\""'",
        @"'\?'", @"'\0'", @"'\101'", @"'\x41'", "-'a'",
    ];

    private static readonly string[] Floats =
    [
        "0.0", "-0.0", "1.5", "1.5e3", "1E+3", ".5", "5.", "-2.5e-10", "0.1", "1e308", "4.9e-324", "1e-400", "123456789.123456789", "2.5f", "1.f", "1e3f", "0x1.8p3", "0x1p-1074",
        "0xAp0", "-0x.8p1", "0x1.fffffffffffffp1023", "3.14159265358979323846264338327950288", "1.0L",
    ];

    [Fact]
    public void Integer_constants_have_the_value_that_the_C_compiler_gives_them()
    {
        string statements = string.Concat(Integers.Select(text => $"printf(\"%lld %llu\\n\", (long long)({text}), (unsigned long long)({text}));\n"));
        string[] expected = CCompiler.Run($"#include <stdio.h>\nint main(void) {{\n{statements}return 0; }}\n");
        Assert.Equal(Integers.Length, expected.Length);
        for (int index = 0; index < Integers.Length; index++)
        {
            string text = Integers[index];
            Assert.True(IntegerText.TryRead(text, out BigInteger value), text);
            string[] both = expected[index].Split(' ');
            Assert.Contains(value.ToString(CultureInfo.InvariantCulture), both);
        }
    }

    [Fact]
    public void Floating_constants_have_the_bits_that_the_C_compiler_gives_them()
    {
        string statements = string.Concat(Floats.Select(text => $"show({text}, (float)({text}));\n"));
        string[] expected = CCompiler.Run(
            $$"""
            #include <stdio.h>
            #include <string.h>
            static void show(double d, float f) { unsigned long long a; unsigned b; memcpy(&a, &d, 8); memcpy(&b, &f, 4); printf("%llx %x\n", a, b); }
            int main(void) { {{statements}} return 0; }
            """);
        Assert.Equal(Floats.Length, expected.Length);
        for (int index = 0; index < Floats.Length; index++)
        {
            string text = Floats[index];
            Assert.True(FloatingText.TryReadDouble(text, out double value, out _), text);
            string bits = BitConverter.DoubleToUInt64Bits(value).ToString("x", CultureInfo.InvariantCulture);
            Assert.Equal(expected[index].Split(' ')[0], bits);
            if (Math.Abs(value) <= float.MaxValue)
            {
                // The f suffix rounds to float in the constant already; both ways lead to the same float here.
                Assert.True(FloatingText.TryReadSingle(text, out float single, out _), text);
                Assert.Equal(expected[index].Split(' ')[1], BitConverter.SingleToUInt32Bits(single).ToString("x", CultureInfo.InvariantCulture));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("x")]
    [InlineData("0x")]
    [InlineData("0b")]
    [InlineData("0b2")]
    [InlineData("09")]
    [InlineData("1 ")]
    [InlineData(" 1")]
    [InlineData("1,000")]
    [InlineData("1_000")]
    [InlineData("42ulu")]
    [InlineData("42lul")]
    [InlineData("--1")]
    [InlineData("''")]
    [InlineData("'")]
    [InlineData("'''")]
    [InlineData("'ab'")]
    [InlineData(@"'\'")]
    [InlineData(@"'\q'")]
    [InlineData(@"'\x'")]
    [InlineData("1.5")]
    public void What_is_no_integer_constant_is_not_read_as_one(string text) => Assert.False(IntegerText.TryRead(text, out _));

    [Theory]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("-inf", double.NegativeInfinity)]
    [InlineData("+infinity", double.PositiveInfinity)]
    [InlineData("INF", double.PositiveInfinity)]
    [InlineData("nan", double.NaN)]
    public void The_words_of_strtod_are_numbers(string text, double expected)
    {
        Assert.True(FloatingText.TryReadDouble(text, out double value, out _));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1e400", "larger than any double")]
    [InlineData("9007199254740993", "exactly")]
    [InlineData("1.5.2", "write a number")]
    [InlineData("1e", "write a number")]
    [InlineData("one", "write a number")]
    [InlineData("", "write a number")]
    [InlineData("1.5 ", "write a number")]
    [InlineData("1,5", "write a number")]
    public void What_a_double_cannot_be_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(FloatingText.TryReadDouble(text, out _, out string problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1e39", "larger than any float")]
    [InlineData("16777217", "exactly")]
    public void What_a_float_cannot_be_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(FloatingText.TryReadSingle(text, out _, out string problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_double_keeps_all_its_digits()
    {
        Assert.True(FloatingText.TryReadLongDouble("1.1L", out LongDouble value, out _));
        Assert.Equal(LongDouble.Parse("1.1"), value);
        Assert.NotEqual((LongDouble)1.1, value);
        Assert.False(FloatingText.TryReadLongDouble("1e5000", out _, out string problem));
        Assert.Contains("larger than any long double", problem, StringComparison.Ordinal);
    }
}
