using FfiIsolation.ProcessTests.Support;
using FfiIsolation.Testing;

namespace FfiIsolation.ProcessTests.Diagnostics;

public sealed class UnwatchedCallTests
{
    /// <summary>And not only before the first one did: a listener or a test that has gone leaves nothing behind. A host on which faults are injected while another one is measured stays out of it.</summary>
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_warm_call_allocates_nothing_while_nobody_listens_and_no_fault_is_injected()
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Lane = LaneChoice.SharedMemory, Name = "unwatched" });
        await using NativeHost other = await NativeHost.StartAsync(RecordedHost.Options);
        await using NativeSession session = await host.OpenSessionAsync();
        foreach (NativeFunction add in (NativeFunction[])[await host.FaultAsync("int add(int a, int b)"), await session.FaultAsync("int add(int a, int b)")])
        {
            Assert.Equal(0, await Task.Run(() => Allocated(add)));
            using (var measured = new Measurements("unwatched"))
            using (new Traces("unwatched"))
            using (FaultInjection faults = host.InjectFaults())
            {
                faults.On("add").Next().Returns(7);
                Assert.Equal((7, 3), ((int)add.Invoke(1, 2), (int)add.Invoke(1, 2)));
                Assert.Equal(2, measured.Sum("ffi.calls"));
            }

            using FaultInjection elsewhere = other.InjectFaults();
            Assert.Equal(0, await Task.Run(() => Allocated(add)));
        }
    }

    private static long Allocated(NativeFunction add)
    {
        const int Warm = 200;
        long before = 0;
        for (int i = 0; i < 2 * Warm; i++)
        {
            before = i == Warm ? GC.GetAllocatedBytesForCurrentThread() : before;
            add.Invoke(i, 2);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
