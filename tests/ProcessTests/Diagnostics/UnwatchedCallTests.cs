using System.Diagnostics.Metrics;
using FfiIsolation.ProcessTests.Support;
using FfiIsolation.Testing;

namespace FfiIsolation.ProcessTests.Diagnostics;

public sealed class UnwatchedCallTests
{
    private const int Warm = 200;

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

    /// <summary>Lists the same, and one that is measured allocates no more: whoever listens may.</summary>
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_warm_list_allocates_nothing_whether_it_is_measured_or_not()
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Lane = LaneChoice.SharedMemory, Name = "unwatched lists" });
        NativeFunction add = await host.FaultAsync("int add(int a, int b)"), divide = await host.FaultAsync("int divide(int a, int b)");
        var list = new CallList();
        list.Add(divide, list.Add(add, 1, 2), 3).Expect(1);
        Assert.Equal(0, await Task.Run(() => Allocated(list)));
        using (var measured = new Measurements("unwatched lists"))
        using (new Traces("unwatched lists"))
        using (FaultInjection faults = host.InjectFaults())
        {
            faults.On("add").Next().Returns(6);
            Assert.Same(list[1], list.Run());
            Assert.Null(list.Run());
            Assert.Equal(4, measured.Sum("ffi.calls"));
        }

        Assert.Equal(0, await Task.Run(() => Allocated(list)));
        long counted = 0;
        using var listener = new MeterListener { InstrumentPublished = static (instrument, listener) => _ = instrument.Meter.Name != NativeHost.TelemetryName || Enable(instrument, listener) };
        listener.SetMeasurementEventCallback<long>((instrument, calls, tags, _) => counted += calls);
        listener.Start();
        Assert.Equal(0, await Task.Run(() => Allocated(list)));
        Assert.InRange(counted, 2 * 2 * Warm, long.MaxValue);

        static bool Enable(Instrument instrument, MeterListener listener)
        {
            listener.EnableMeasurementEvents(instrument);
            return true;
        }
    }

    private static long Allocated(CallList list)
    {
        long before = 0;
        for (int i = 0; i < 2 * Warm; i++)
        {
            before = i == Warm ? GC.GetAllocatedBytesForCurrentThread() : before;
            list.Run();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static long Allocated(NativeFunction add)
    {
        long before = 0;
        for (int i = 0; i < 2 * Warm; i++)
        {
            before = i == Warm ? GC.GetAllocatedBytesForCurrentThread() : before;
            add.Invoke(i, 2);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
