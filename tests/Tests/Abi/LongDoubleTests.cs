using System.Globalization;
using System.Text;

namespace FfiIsolation.Tests.Abi;

/// <summary>The 80-bit values against the C library's printf and strtold, and the compiler's conversions.</summary>
public sealed class LongDoubleTests
{
    private static readonly string[] HandPickedTexts =
    [
        "0", "-0", "3.5", "0.1", "-2.25e-3", "1e21", "1e20", "123456789012345678901234567890", "1e-4", "1e-5", "18446744073709551615", "18446744073709551616",
        "18446744073709551617", "36893488147419103233", "1e4932", "1.18973149535723176502126385303097021e4932", "3.36210314311209350626e-4932", "3.6e-4951",
        "1.8e-4951", "1.9e-4951", "1e-5000", "1e-99999999999", "0e99999999999", "0x1.8p3", "0x.8p-16445", "0x1p-16445", "0x1.8p-16445", "0x1p-16446", "0x1.00000000000000010p0",
        "0x1.0000000000000001p0", "0x1.0000000000000003p0", "0x1.00000000000000018p0", "inf", "-INFINITY", "nan", ".5", "5.", "+7", "0xFFFFFFFFFFFFFFFFp0",
    ];

    private static readonly (ulong, ushort)[] HandPickedBits =
    [
        (0, 0), (0, 0x8000), (1UL << 63, 0x3FFF), (1UL << 63, 0x7FFF), (1UL << 63, 0xFFFF), (3UL << 62, 0x7FFF), (3UL << 62, 0xFFFF), (1, 0), (ulong.MaxValue, 0x7FFE),
        (ulong.MaxValue, 0x3FFF), (ulong.MaxValue >> 1, 0), (1UL << 63, 1), (0xE000000000000000, 0x4000), (0xFFFFFFFFFFFFFC00, 0x43FE), (0xFFFFFFFFFFFFFBFF, 0x43FE),
        (0xCCCCCCCCCCCCCCCD, 0x3FFB), (1UL << 63, 0x3BCD), (1UL << 63, 0x3BCC), ((1UL << 63) + 1, 0x3BCC), (1UL << 63, 0x3BCB), (0x8000000000000400, 0x3FFF),
        (0x8000000000000C00, 0x3FFF), (0x8000000000000401, 0x3FFF),
    ];

    [Fact]
    public void Text_is_what_printf_writes_and_reads_back_to_the_same_bits()
    {
        List<LongDouble> values = Values();
        string[] lines = CCompiler.Run(Program(values, "printf(\"%.21Lg\\n\", v);"));

        Assert.Equal(lines, values.Select(value => value.ToString()));
        Assert.All(values, value => Assert.Equal(Bits(value), Bits(LongDouble.Parse(value.ToString()))));
    }

    [Fact]
    public void Conversion_to_double_rounds_as_the_compiler_does()
    {
        List<LongDouble> values = Values();
        string[] lines = CCompiler.Run(Program(values, "double d = (double)v; unsigned long u; memcpy(&u, &d, 8); printf(\"%lx\\n\", u);"));

        Assert.Equal(lines, values.Select(value => BitConverter.DoubleToUInt64Bits((double)value).ToString("x", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Text_is_read_as_strtold_reads_it()
    {
        var random = new Random(11);
        List<string> texts = [.. HandPickedTexts];
        for (int i = 0; i < 300; i++)
        {
            string digits = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => (char)('0' + random.Next(10))));
            texts.Add($"{digits}.{random.NextInt64()}e{random.Next(-4990, 4890)}");
        }

        var program = new StringBuilder("#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n")
            .AppendLine("static void show(const char *s) { long double v = strtold(s, 0); unsigned long m; unsigned short e; memcpy(&m, &v, 8); memcpy(&e, (char *)&v + 8, 2); printf(\"%lx %x\\n\", m, e); }")
            .AppendLine("int main(void) {");
        texts.ForEach(text => program.AppendLine($"show(\"{text}\");"));
        string[] lines = CCompiler.Run(program.AppendLine("return 0; }").ToString());

        Assert.Equal(texts.Zip(lines, (text, line) => $"{text} = {line}"), texts.Select(text => $"{text} = {Bits(LongDouble.Parse(text))}"));
    }

    [Fact]
    public void Conversions_from_double_and_whole_numbers_are_exact()
    {
        var random = new Random(12);
        List<double> doubles = [0, -0.0, 1, -1.5, double.MaxValue, double.Epsilon, -double.Epsilon, 2.2250738585072014e-308, double.PositiveInfinity, double.NegativeInfinity, Math.PI];
        doubles.AddRange(Enumerable.Range(0, 300).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue))).Where(d => !double.IsNaN(d)));
        List<long> longs = [0, 1, -1, long.MaxValue, long.MinValue, .. Enumerable.Range(0, 100).Select(_ => random.NextInt64(long.MinValue, long.MaxValue))];
        var program = new StringBuilder("#include <stdio.h>\n#include <string.h>\n")
            .AppendLine("static void show(long double v) { unsigned long m; unsigned short e; memcpy(&m, &v, 8); memcpy(&e, (char *)&v + 8, 2); printf(\"%lx %x\\n\", m, e); }")
            .AppendLine("static void d(unsigned long u) { volatile double d; memcpy((void *)&d, &u, 8); show(d); }\nint main(void) {");
        doubles.ForEach(value => program.AppendLine($"d(0x{BitConverter.DoubleToInt64Bits(value):x}UL);"));
        longs.ForEach(value => program.AppendLine($"show((long)0x{value:x}UL); show(0x{value:x}UL);"));
        string[] lines = CCompiler.Run(program.AppendLine("return 0; }").ToString());

        IEnumerable<string> ours = doubles.Select(value => Bits(value)).Concat(longs.SelectMany(value => new[] { Bits(value), Bits((ulong)value) }));
        Assert.Equal(lines, ours);
        Assert.All(doubles, value => Assert.Equal(value, (double)(LongDouble)value));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1,5")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("0x")]
    [InlineData("0xp1")]
    [InlineData("0x1.5g")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("infinit")]
    public void What_is_no_number_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => LongDouble.Parse(text));
        Assert.False(LongDouble.TryParse(text, out _));
    }

    [Theory]
    [InlineData("1e4933")]
    [InlineData("-1.18973149535723176509e4932")]
    [InlineData("1e999999999999")]
    [InlineData("0x1p16384")]
    [InlineData("0x1p999999999")]
    public void A_number_that_is_too_large_is_an_overflow_not_infinity(string text)
    {
        Assert.Throws<OverflowException>(() => LongDouble.Parse(text));
        Assert.False(LongDouble.TryParse(text, out _));
    }

    [Fact]
    public void A_text_beyond_the_length_limit_is_refused() =>
        Assert.Throws<FormatException>(() => LongDouble.Parse(new string('1', 20_001)));

    [Fact]
    public void Equality_is_that_of_numbers()
    {
        LongDouble zero = 0.0, minusZero = -0.0, pseudoDenormal = new(1UL << 63, 0), smallestNormal = new(1UL << 63, 1);

        Assert.True(zero == minusZero);
        Assert.True(pseudoDenormal == smallestNormal);
        Assert.Equal(pseudoDenormal.GetHashCode(), smallestNormal.GetHashCode());
        Assert.False(LongDouble.NaN == LongDouble.NaN);
        Assert.True(LongDouble.NaN.Equals(LongDouble.NaN));
        Assert.True((LongDouble)1.0 != -1.0);
        Assert.True(LongDouble.PositiveInfinity != LongDouble.NegativeInfinity);
    }

    private static List<LongDouble> Values()
    {
        var random = new Random(10);
        List<LongDouble> values = [.. HandPickedBits.Select(bits => new LongDouble(bits.Item1, bits.Item2))];
        for (int i = 0; i < 600; i++)
        {
            ulong significand = (ulong)random.NextInt64(long.MinValue, long.MaxValue) | (1UL << 63);
            // Every third near the range of double, where rounding to it is hard.
            int exponent = (i % 3) switch { 0 => random.Next(1, 0x7FFF), 1 => random.Next(0x3FFF - 1090, 0x3FFF - 1010), _ => random.Next(0x3FC0, 0x4040) };
            values.Add(new LongDouble(significand, (ushort)(exponent | (random.Next(2) << 15))));
        }

        return values;
    }

    private static string Bits(LongDouble value) => string.Create(CultureInfo.InvariantCulture, $"{value.Significand:x} {value.SignAndExponent:x}");

    private static string Program(List<LongDouble> values, string body)
    {
        var program = new StringBuilder("#include <stdio.h>\n#include <string.h>\n")
            .AppendLine($"static void show(unsigned long m, unsigned short e) {{ volatile long double v; memcpy((char *)&v, &m, 8); memcpy((char *)&v + 8, &e, 2); {body} }}")
            .AppendLine("int main(void) {");
        values.ForEach(value => program.AppendLine($"show(0x{value.Significand:x}UL, 0x{value.SignAndExponent:x});"));
        return program.AppendLine("return 0; }").ToString();
    }
}
