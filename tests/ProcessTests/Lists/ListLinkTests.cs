// Every class of value from one call to the next, by functions that gcc compiled.
using System.Numerics;
using FfiIsolation.ProcessTests.Support;
using FfiIsolation.ProcessTests.Values;

namespace FfiIsolation.ProcessTests.Lists;

public sealed class ListLinkTests(CompiledLibrary library) : IClassFixture<CompiledLibrary>
{
    [Theory(Timeout = Patience.Deadline)]
    [InlineData("low8", -128L, -128L)]
    [InlineData("ulow8", -1L, 255L)]
    [InlineData("low16", 0x18000L, -32768L)]
    [InlineData("ulow16", -2L, 65534L)]
    [InlineData("low32", 0x1_8000_0000L, (long)int.MinValue)]
    [InlineData("ulow32", -1L, 0xFFFFFFFFL)]
    [InlineData("same64", long.MinValue, long.MinValue)]
    [InlineData("is_odd", 3L, 1L)]
    public async Task Integers_of_every_width_arrive_as_their_type_has_them(string function, long argument, long expected)
    {
        var list = new CallList();
        ListedCall source = list.Add(await library.FunctionAsync(function), argument);
        ListedCall taken = list.Add(await library.FunctionAsync("same64"), source);
        Assert.Null(list.Run());
        Assert.Equal(expected, (long)taken.Result);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("same64", -1L, "usame64", false)]
    [InlineData("same64", long.MaxValue, "usame64", true)]
    [InlineData("usame64", long.MaxValue, "same64", true)]
    [InlineData("same64", 2L, "of_bool", false)]
    [InlineData("same64", 1L, "of_bool", true)]
    [InlineData("is_odd", 2L, "of_bool", true)]
    [InlineData("same64", 8L, "after", true)]
    [InlineData("same64", 1L << 32, "after", false)]
    public async Task An_integer_that_its_parameter_cannot_have_stops_the_list(string from, long value, string to, bool fits)
    {
        var list = new CallList();
        ListedCall source = list.Add(await library.FunctionAsync(from), value);
        ListedCall target = list.Add(await library.FunctionAsync(to), source);
        ListedCall behind = list.Add(await library.FunctionAsync("same64"), 1);
        Assert.Equal(fits ? null : target, list.Run());
        Assert.Equal(fits ? ListedCallState.Completed : ListedCallState.Refused, target.State);
        Assert.Equal(fits ? ListedCallState.Completed : ListedCallState.NotRun, behind.State);
        Assert.Equal(value, from == "is_odd" ? value : (long)source.Result);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Floating_and_wide_and_complex_numbers_arrive_as_they_are()
    {
        var list = new CallList();
        ListedCall single = await TwiceAsync(list, "thirded", 9f);
        ListedCall wide = await TwiceAsync(list, "thirded_wide", (LongDouble)9.0);
        ListedCall half = await TwiceAsync(list, "halved", (Half)3);
        ListedCall integer = await TwiceAsync(list, "negated", Int128.MinValue + 5);
        ListedCall turned = await TwiceAsync(list, "turned", new LongDoubleComplex((LongDouble)1.0, (LongDouble)2.0));
        ListedCall conjugate = await TwiceAsync(list, "conjugate", new Complex(1, 2));
        ListedCall colour = await TwiceAsync(list, "after", "RED");
        Assert.Null(list.Run());
        Assert.Equal(1f, single.Result.As<float>());
        Assert.Equal((LongDouble)1.0, wide.Result.As<LongDouble>());
        Assert.Equal((Half)0.75, half.Result.As<Half>());
        Assert.Equal(Int128.MinValue + 5, integer.Result.As<Int128>());
        Assert.Equal(new LongDoubleComplex((LongDouble)(-1.0), (LongDouble)(-2.0)), turned.Result.As<LongDoubleComplex>());
        Assert.Equal(new Complex(1, 2), conjugate.Result.As<Complex>());
        Assert.Equal("BLUE", colour.Result.ToString());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Structs_in_registers_in_memory_and_behind_the_dots_arrive_whole()
    {
        var list = new CallList();
        NativeFunction mirrored = await library.FunctionAsync("mirrored"), counted = await library.FunctionAsync("counted"), foreign = await library.FunctionAsync("ms_counted");
        ListedCall point = list.Add(mirrored, NativeArgument.Of((2.0, 5.0)));
        ListedCall back = list.Add(mirrored, point);
        ListedCall flags = list.Add(await library.FunctionAsync("flagged"), 3u, 4u);
        ListedCall sum = list.Add(await library.FunctionAsync("sum_mixed"), 1, await NumberAsync(list, 7), 0.25, point, flags);
        NativeStruct zero = new(library.Record("struct big"));
        ListedCall big = list.Add(counted, zero, 100);
        ListedCall bigger = list.Add(counted, big, 1000);
        ListedCall microsoft = list.Add(foreign, bigger, 10_000);
        ListedCall behind = list.Add(foreign, microsoft, 0);
        ListedCall dots = list.Add(await library.FunctionAsync("ms_sum"), 2, list.Add(await library.FunctionAsync("ms_sum"), 1, 2.5), 1.5);
        Assert.Null(list.Run());
        Assert.Equal((2.0, 5.0), back.Result.As<(double, double)>());
        Assert.Equal(7 + 0.25 + (2 * 5) + 3 + 4 + 0.5, (double)sum.Result);
        Assert.Equal((1100L, 1110L), (bigger.Result.As<Big>().A, bigger.Result.As<Big>().F));
        Assert.Equal(new Big(11_100, 11_104, 11_108, 11_112, 11_116, 11_120), behind.Result.As<Big>());
        Assert.Equal(4.0, (double)dots.Result);
        Assert.Equal(new Big(100, 101, 102, 103, 104, 105), big.Result.As<Big>());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_a_call_writes_behind_its_pointers_is_taken_by_type_and_element()
    {
        var list = new CallList();
        NativeBuffer<int> low = NativeBuffer.Out<int>();
        NativeBuffer<short> high = NativeBuffer.Out<short>();
        NativeStruct both = new(library.Record("struct point"));
        NativeFunction same = await library.FunctionAsync("same64");
        ListedCall split = list.Add(await library.FunctionAsync("split"), 0x1234_FFFF_FFFEL - (1L << 47), low, high, both);
        ListedCall lower = list.Add(same, split.Output("low")), upper = list.Add(same, split.Output(2));
        ListedCall mirrored = list.Add(await library.FunctionAsync("mirrored"), split.Output("both"));
        NativeFunction sort = await library.Host.FunctionAsync("c", "void qsort(int *base, size_t count, size_t size, int (*compare)(const void *, const void *))");
        int[] numbers = [3, 1, 2];
        ListedCall sorted = list.Add(sort, NativeBuffer.InOut(numbers), 3, 4, list.Add(await library.FunctionAsync("comparer")));
        ListedCall least = list.Add(same, sorted.Output(0)), most = list.Add(same, sorted.Output(0, 2));
        Assert.Null(list.Run());
        long n = 0x1234_FFFF_FFFEL - (1L << 47);
        Assert.Equal(((long)(int)n, (long)(short)(n >> 32)), ((long)lower.Result, (long)upper.Result));
        Assert.Equal(((double)(short)(n >> 32), (double)(int)n), mirrored.Result.As<(double, double)>());
        Assert.Equal((1L, 3L), ((long)least.Result, (long)most.Result));
        Assert.Equal([1, 2, 3], numbers);
        Assert.Equal(((int)n, (short)(n >> 32)), (low.Value, high.Value));
        Assert.Equal((double)(int)n, both["x"]);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_cannot_be_linked_or_listed_is_refused_by_name()
    {
        NativeHost host = library.Host;
        NativeFunction cosine = await host.FunctionAsync("m", "double cos(double x)"), same = await library.FunctionAsync("same64"), length = await host.FunctionAsync("c", "size_t strlen(const char *s)");
        NativeFunction free = await host.FunctionAsync("c", "void free(void *p)"), copy = await host.FunctionAsync("c", "void *memcpy(void *to, const void *from, size_t n)");
        var list = new CallList();
        ListedCall real = list.Add(cosine, 0), whole = list.Add(same, 5), pointer = list.Add(length, "x"), nothing = list.Add(free, NativePointer.Null);
        ListedCall copied = list.Add(copy, new byte[4], "abc", 4);
        Assert.Contains("it is double", Refusal(same, real), StringComparison.Ordinal);
        Assert.Contains("it is long", Refusal(cosine, whole), StringComparison.Ordinal);
        Assert.Contains("it is size_t", Refusal(length, pointer), StringComparison.Ordinal);
        Assert.Contains("it is a pointer", Refusal(same, copied), StringComparison.Ordinal);
        Assert.Contains("returns nothing", Refusal(same, nothing), StringComparison.Ordinal);
        Assert.Contains("another list", Assert.Throws<ArgumentException>(() => new CallList().Add(same, whole)).Message, StringComparison.Ordinal);
        Assert.Contains("void", Assert.Throws<ArgumentException>(() => copied.Output("to")).Message, StringComparison.Ordinal);
        Assert.Contains("nothing there", Assert.Throws<ArgumentException>(() => pointer.Output(0)).Message, StringComparison.Ordinal);
        Assert.Contains("no parameter", Assert.Throws<ArgumentException>(() => pointer.Output("x")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => pointer.Output(1));
        Assert.Throws<ArgumentException>(() => real.Expect(1));
        Assert.ThrowsAny<ArgumentException>(() => whole.Expect(UInt128.MaxValue));
        Assert.Throws<ArgumentException>(() => copied.Expect(1));
        Assert.Throws<ArgumentException>(() => list.Add(same));
        Assert.ThrowsAny<ArgumentException>(() => whole.SetArgument(0, whole));
        Assert.Contains("a list", Assert.Throws<ArgumentException>(() => list.Add(free, NativeBuffer.Transfer("x"))).Message, StringComparison.Ordinal);
        NativeFunction duplicate = await host.FunctionAsync("c", "char *strdup(const char *s) __attribute__((malloc(free)))");
        Assert.Contains("free", Assert.Throws<CallRejectedException>(() => list.Add(duplicate, "x")).Message, StringComparison.Ordinal);
        Assert.Contains("the result of call 1 (same64)", Assert.Throws<ArgumentException>(() => same.Invoke(whole)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => new CallList().Run());
        Assert.Throws<ArgumentException>(() => list.Run(new CallOptions { Retry = true }));
        Assert.Equal(5, list.Count);
        Assert.Null(list.Run());

        string Refusal(NativeFunction function, ListedCall link) => Assert.Throws<ArgumentException>(() => list.Add(function, link)).Message;
    }

    private async Task<ListedCall> TwiceAsync(CallList list, string function, NativeArgument argument)
    {
        NativeFunction called = await library.FunctionAsync(function);
        return list.Add(called, list.Add(called, argument));
    }

    private async Task<NativeArgument> NumberAsync(CallList list, long number) => list.Add(await library.FunctionAsync("low32"), number);

    private readonly record struct Big(long A, long B, long C, long D, long E, long F);
}
