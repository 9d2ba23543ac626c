using System.Collections.Concurrent;
using System.Diagnostics;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Storm;

/// <summary>A thousand crashes of every kind on one host, with good calls between them.</summary>
public sealed class CrashStormTests
{
    private const int Crashes = 1000;
    private const int Threads = 4;
    /// <summary>A bound for a hang, not a measurement: it takes about half a minute on two cores with nothing else to do.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(150);

    private static readonly (string Prototype, NativeArgument[] Arguments, string Signal)[] s_faults =
    [
        ("int null_read(void)", [], "SIGSEGV"),
        ("void abort_now(void)", [], "SIGABRT"),
        ("void exit_with(int code)", [3], ""),
        ("void quick_exit_with(int code)", [4], ""),
        ("int divide(int a, int b)", [1, 0], "SIGFPE"),
        ("void illegal_instruction(void)", [], "SIGILL"),
        ("void double_free(void)", [], "SIGABRT"),
        ("int stack_overflow(void)", [], "SIGSEGV"),
        ("void kill_self(void)", [], "SIGKILL"),
        ("void crash_on_own_thread(void)", [], "SIGSEGV"),
        ("int bus_error(void)", [], "SIGBUS"),
        ("void end_thread(void)", [], "SIGKILL"),
        ("void write_at(void *address, int value)", [NativePointer.FromAddress(0x123456789000), 1], "SIGSEGV"),
        ("void raw_exit_with(int code)", [5], ""),
    ];

    [Fact(Timeout = 3 * Patience.Deadline)]
    public async Task A_thousand_crashes_leave_nothing_behind()
    {
        // What .NET itself opens once and keeps is there after a first round.
        await RunAsync(Threads);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        ResourceSnapshot before = ResourceSnapshot.Take();
        Assert.Empty(before.Children);

        long start = Stopwatch.GetTimestamp();
        await RunAsync(Crashes);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, s_limit);
        await before.IsRestoredAsync();
    }

    private static async Task RunAsync(int crashes)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = Threads, Spares = 2 });
        var reported = new ConcurrentDictionary<int, CrashReport>();
        int next = 0, good = 0;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(async () =>
        {
            NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
            NativeFunction copy = await recorded.Host.FaultAsync("char *copy_text(char *dst, const char *src)");
            int number;
            while ((number = Interlocked.Increment(ref next)) <= crashes)
            {
                (string prototype, NativeArgument[] arguments, string signal) = s_faults[number % s_faults.Length];
                NativeFunction fault = await recorded.Host.FaultAsync(prototype);
                NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(async () => await fault.InvokeAsync(arguments));
                Assert.Equal(fault.Prototype.Name, crash.Report.Call!.Function);
                Assert.Equal(signal, crash.Report.SignalName ?? "");
                Assert.True(reported.TryAdd(checked((int)crash.Report.Generation), crash.Report), "One death was told to two calls.");

                Assert.Equal(number + 7, (int)await add.InvokeAsync(number, 7));
                NativeBuffer<byte> buffer = NativeBuffer.Out<byte>(32);
                await copy.InvokeAsync(buffer, $"Nr. {number} ✓");
                Assert.Equal($"Nr. {number} ✓", buffer.ToText());
                Interlocked.Increment(ref good);
            }
        })));

        Assert.Equal(crashes, good);
        Assert.Equal(crashes, reported.Count);
        await Eventually.HoldsAsync(() => recorded.Recording.Crashes.Length >= crashes, () => $"{recorded.Recording.Crashes.Length} crashes were told");
        Assert.Equal(reported.Values.Select(report => report.Generation).Order(), recorded.Recording.Crashes.Select(report => report.Generation).Order());
        Assert.Equal(crashes, recorded.Recording.Of(SupervisionEventKind.WorkerDied).Length);
        await ProcessTable.AreGoneAsync([.. reported.Values.Select(report => report.ProcessId).Except(ProcessTable.Children())]);
    }
}
