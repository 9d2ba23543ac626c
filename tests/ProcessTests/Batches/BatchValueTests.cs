// Columns of every class of value that a convention knows: one word, several registers, the stack, memory.
using FfiIsolation.ProcessTests.Support;
using FfiIsolation.ProcessTests.Values;

namespace FfiIsolation.ProcessTests.Batches;

public sealed class BatchValueTests(CompiledLibrary library) : IClassFixture<CompiledLibrary>
{
    private enum Color
    {
        Red,
        Green = 7,
        Blue,
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Structs_in_registers_and_in_memory_are_columns()
    {
        (double, double)[] points = [(1, 2), (-3.5, 4)], mirrored = new (double, double)[2];
        (await library.FunctionAsync("mirrored")).Map(mirrored, NativeColumn.Of(points));
        Assert.Equal([(2, 1), (4, -3.5)], mirrored);

        Big[] bigs = [new Big(10, 0, 0, 0, 0, 60), new Big(1, 0, 0, 0, 0, 6)], counted = new Big[2];
        (await library.FunctionAsync("counted")).Map(counted, NativeColumn.Of(bigs), new[] { 100, 200 });
        Assert.Equal([(110L, 101L, 165L), (201L, 201L, 211L)], counted.Select(big => (big.A, big.B, big.F)));

        Flags[] flags = new Flags[2];
        (await library.FunctionAsync("flagged")).Map(flags, new[] { 1u, 7u }, 2u);
        Assert.Equal([(17u, 0.5f), (23u, 0.5f)], flags.Select(flag => (flag.Bits, flag.Weight)));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Enums_halves_and_wide_integers_are_columns()
    {
        Color[] after = new Color[2];
        (await library.FunctionAsync("after")).Map(after, NativeColumn.Of<Color>([Color.Red, Color.Green]));
        Assert.Equal([Color.Green, Color.Blue], after);

        UInt128[] products = new UInt128[2];
        (await library.FunctionAsync("product")).Map(products, new[] { ulong.MaxValue, 3ul }, ulong.MaxValue);
        Assert.Equal([(UInt128)ulong.MaxValue * ulong.MaxValue, (UInt128)3 * ulong.MaxValue], products);

        Int128[] negated = new Int128[2];
        (await library.FunctionAsync("negated")).Map(negated, NativeColumn.Of<Int128>([Int128.MaxValue, -5]));
        Assert.Equal([-Int128.MaxValue, 5], negated);

        Half[] halved = new Half[2];
        (await library.FunctionAsync("halved")).Map(halved, NativeColumn.Of<Half>([(Half)3, (Half)(-0.5)]));
        Assert.Equal([(Half)1.5, (Half)(-0.25)], halved);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_column_with_the_size_of_a_constant_buffer_is_checked_row_by_row()
    {
        NativeFunction read = await library.Host.FunctionAsync(
            Faults.Library, "long sum_bytes(const unsigned char *data, size_t size) __attribute__((access(read_only, 1, 2)))");
        long[] sums = new long[3];
        NativeBuffer data = NativeBuffer.In<byte>(1, 2, 3);
        read.Map(sums, data, new ulong[] { 3, 0, 1 });
        Assert.Equal([6, 0, 1], sums);
        Assert.Throws<ArgumentException>(() => read.Map(sums, data, new ulong[] { 3, 4, 1 }));
    }

    private readonly record struct Big(long A, long B, long C, long D, long E, long F);

    private readonly record struct Flags(uint Bits, float Weight);
}
