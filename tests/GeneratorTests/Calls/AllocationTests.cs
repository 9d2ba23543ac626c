using FfiIsolation.GeneratorTests.Support;

namespace FfiIsolation.GeneratorTests.Calls;

[Collection(nameof(IsolatedImports))]
public sealed class AllocationTests
{
    private const int Calls = 2_000;
    private const int Rounds = 50;

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_warm_typed_scalar_call_allocates_nothing()
    {
        await using NativeHost host = await NativeHost.StartAsync();
        ILibC c = ILibC.On(host);
        Assert.Equal(0, LeastAllocated(() => c.Abs(-5)));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_warm_scalar_import_allocates_nothing() =>
        await Task.Run(() => Assert.Equal(0, LeastAllocated(() => Imports.getpid())));

    /// <summary>The runtime compiles, and the lane warms up, in the first rounds: the least of many is what a warm call takes.</summary>
    private static long LeastAllocated(Action call)
    {
        long least = long.MaxValue;
        for (int round = 0; round < Rounds && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Calls; i++)
            {
                call();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
