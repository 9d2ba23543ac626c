using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Values;

/// <summary>Calls whose parameters fill the registers and go on on the stack.</summary>
public sealed class ManyParameterTests : IAsyncLifetime
{
    private RecordedHost _recorded = null!;

    public async ValueTask InitializeAsync() => _recorded = await RecordedHost.StartAsync();

    public ValueTask DisposeAsync() => _recorded.DisposeAsync();

    // Different powers of ten (of two, for floating types), so that one left out, taken twice or cut changes the sum.
    [Fact(Timeout = Patience.Deadline)]
    public async Task Six_integers_fill_the_registers()
    {
        NativeFunction sum = await FunctionAsync("int sum6(int a, int b, int c, int d, int e, int f)");
        Assert.Equal(654321, (int)await sum.InvokeAsync(1, 20, 300, 4000, 50_000, 600_000));
        Assert.Equal(-1, (int)await sum.InvokeAsync(int.MinValue, int.MaxValue, -1, 1, -65536, 65536));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_seventh_integer_is_on_the_stack()
    {
        NativeFunction sum = await FunctionAsync("int sum7(int a, int b, int c, int d, int e, int f, int g)");
        Assert.Equal(7654321, (int)await sum.InvokeAsync(1, 20, 300, 4000, 50_000, 600_000, 7_000_000));
        Assert.Equal(int.MinValue, (int)await sum.InvokeAsync(0, 0, 0, 0, 0, 0, int.MinValue));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_ninth_double_is_on_the_stack()
    {
        NativeFunction sum = await FunctionAsync("double sum9_doubles(double a, double b, double c, double d, double e, double f, double g, double h, double i)");
        Assert.Equal(511.0, (double)await sum.InvokeAsync(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0));
        Assert.Equal(double.MaxValue, (double)await sum.InvokeAsync(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, double.MaxValue));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Twenty_of_mixed_types_each_find_their_place()
    {
        NativeFunction sum = await FunctionAsync("""
            double sum_mixed(int a, double b, long c, float d, short e, double f, unsigned char g, double h, int64_t i, float j,
                int k, double l, long m, double n, int o, double p, int q, double r, int s, double t)
            """);

        // 2^0 to 2^19 in an order that fits each type (g is a char, e a short): the sum is 2^20 - 1 if each arrived once.
        double all = (double)await sum.InvokeAsync(
            1, 2.0, 4L, 8.0f, 16, 32.0, 64, 128.0, 256L, 512.0f, 1024, 2048.0, 4096L, 8192.0, 16384, 32768.0, 65536, 131072.0, 262144, 524288.0);
        Assert.Equal(1048575.0, all);

        // The narrow ones at their ends, negative where they can be: sign and width survive.
        double ends = (double)await sum.InvokeAsync(
            int.MinValue, 0.5, -(1L << 50), -0.25f, short.MinValue, 0.0, byte.MaxValue, 0.0, 1L << 51, 0.0f, int.MaxValue, 0.0, 0L, 0.0, -1, 0.0, 0, 0.0, 0, 0.0);
        Assert.Equal(-2147483648.0 + 0.5 - 1125899906842624.0 - 0.25 - 32768.0 + 255.0 + 2251799813685248.0 + 2147483647.0 - 1.0, ends);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Sixty_four_each_find_their_place()
    {
        NativeFunction sum = await FunctionAsync($"long sum64({string.Join(", ", Enumerable.Range(0, 64).Select(i => $"long p{i}"))})");

        // 1 * 1 + 2 * 2 + ... + 64 * 64 = 64 * 65 * 129 / 6; every exchange of two makes it smaller (rearrangement inequality).
        Assert.Equal(89_440, (long)await sum.InvokeAsync([.. Enumerable.Range(1, 64).Select(n => (NativeArgument)(long)n)]));

        // One bit in the last place alone, and one value that needs all 64 bits.
        Assert.Equal(64, (long)await sum.InvokeAsync([.. Enumerable.Range(1, 64).Select(n => (NativeArgument)(n == 64 ? 1L : 0L))]));
        Assert.Equal(long.MinValue, (long)await sum.InvokeAsync([.. Enumerable.Range(1, 64).Select(n => (NativeArgument)(n == 1 ? long.MinValue : 0L))]));
    }

    private Task<NativeFunction> FunctionAsync(string prototype) => _recorded.Host.FaultAsync(prototype);
}
