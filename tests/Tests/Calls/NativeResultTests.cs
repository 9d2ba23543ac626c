using FfiIsolation.Images;
using FfiIsolation.Tests.Rpc;

namespace FfiIsolation.Tests.Calls;

public sealed class NativeResultTests
{
    [Fact]
    public void Numbers_convert_where_they_fit()
    {
        NativeResult result = Integer("int", unchecked((ulong)-5));
        Assert.Equal((-5, -5L, -5.0, true), ((int)result, (long)result, (double)result, (bool)result));
        Assert.True((bool)Integer("int", 1024));
        Assert.False((bool)Integer("int", 0));
        Assert.True((bool)Floating(0.5));
        Assert.Equal((sbyte)-5, result.As<sbyte>());
        Assert.Equal(-5m, result.As<decimal>());
        Assert.Equal("-5", result.As<string>());
        Assert.Throws<OverflowException>(() => (ulong)result);
        Assert.Throws<OverflowException>(() => result.As<byte>());
        Assert.Equal(ulong.MaxValue, (ulong)Integer("unsigned long", ulong.MaxValue));
        Assert.Throws<OverflowException>(() => (long)Integer("unsigned long", ulong.MaxValue));
        Assert.Throws<OverflowException>(() => (int)Integer("long", 1UL << 31));
    }

    [Fact]
    public void Nothing_is_rounded_on_the_way()
    {
        Assert.Equal(3, (int)Floating(3.0));
        Assert.Throws<OverflowException>(() => (int)Floating(2.7));
        Assert.Throws<OverflowException>(() => (long)Floating(1e300));
        Assert.Throws<OverflowException>(() => (long)Floating(double.NaN));
        Assert.Equal(double.NaN, (double)Floating(double.NaN));
        Assert.Throws<OverflowException>(() => (double)Integer("long", (1UL << 53) + 1));
        Assert.Equal(9007199254740992.0, (double)Integer("long", 1UL << 53));
        LongDouble third = LongDouble.Parse("0.1");
        NativeResult result = ResultReaderTests.Read("long double", CallSamples.Result(st0: third));
        Assert.Equal(third, result.As<LongDouble>());
        Assert.Throws<OverflowException>(() => result.As<int>());
        Assert.Equal(4, (int)ResultReaderTests.Read("long double", CallSamples.Result(st0: 4.0)));
    }

    [Fact]
    public void What_is_no_number_is_no_number()
    {
        NativeResult text = Text("42"), pointer = Integer("void *", 0x10), nothing = Integer("void", 1);
        Assert.Throws<InvalidCastException>(() => (int)text);
        Assert.Throws<InvalidCastException>(() => (int)pointer);
        Assert.Throws<InvalidCastException>(() => (int)nothing);
        Assert.Throws<InvalidCastException>(() => (int)default(NativeResult));
        Assert.Equal("42", text.As<string>());
        Assert.Equal(new NativePointer(0x10, 3, true), pointer.As<NativePointer>());
        Assert.Null(nothing.As<string>());
        Assert.True(nothing.IsVoid);
    }

    [Fact]
    public void As_text_it_is_what_C_would_print()
    {
        Assert.Equal("-5", Integer("int", unchecked((ulong)-5)).ToString());
        Assert.Equal("true", Integer("bool", 1).ToString());
        Assert.Equal("0.1", Floating(0.1).ToString());
        Assert.Equal("1E+300", Floating(1e300).ToString());
        Assert.Equal("0x10", Integer("void *", 0x10).ToString());
        Assert.Equal("null", Integer("void *", 0).ToString());
        Assert.Equal("null", Integer("char *", 0).ToString());
        Assert.Equal("raw \"text\"\n", Text("raw \"text\"\n").ToString());
        Assert.Equal("", Integer("void", 1).ToString());
        Assert.Equal("", default(NativeResult).ToString());
    }

    private static NativeResult Integer(string type, ulong rax) => ResultReaderTests.Read(type, CallSamples.Result(rax: rax));

    private static NativeResult Floating(double value) => ResultReaderTests.Read("double", CallSamples.Result(xmm0: BitConverter.DoubleToUInt64Bits(value)));

    private static NativeResult Text(string text) =>
        ResultReaderTests.Read("char *", CallSamples.Result(rax: 0x1000, fetch: FetchStatus.Fetched, fetchLength: (ulong)text.Length), System.Text.Encoding.UTF8.GetBytes(text));
}
