using FfiIsolation.ProcessTests.Support;
using static FfiIsolation.ProcessTests.Crashes.CrashHost;

namespace FfiIsolation.ProcessTests.Catalogue;

/// <summary>native/faults/bombs.c: libraries that take all they can get, within limits that they set for themselves here.</summary>
public sealed class BombTests
{
    private const int Quarter = 256 << 20, Threads = 300, Descriptors = 100;

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_library_that_takes_memory_until_there_is_none_and_does_not_look_crashes_at_NULL()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        CrashReport report = await scene.CrashAsync($"memory_bomb({Quarter})");
        Assert.Equal(("SIGSEGV", CrashCause.NullPointer, CrashBlame.Call), (report.SignalName, report.Cause, report.Blame));
        Assert.Contains(report.Stack, frame => frame.Symbol == "memory_bomb");
        Assert.InRange(report.MaxResidentBytes ?? Quarter, Quarter / 2, 2L * Quarter); // not known where it stayed below this process's own
        AssertHint(report, "perhaps an allocation");
    }

    // Its worker may need memory too: then it dies, and is replaced. Either way each call ends once, and a later one is right.
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_worker_without_memory_does_not_hold_up_the_calls_that_follow()
    {
        await using FaultScene scene = await FaultScene.OpenAsync(RecordedHost.Options with { MaxWorkers = 1, Spares = 0 });
        try
        {
            Assert.InRange((long)await scene.CallAsync($"take_memory({Quarter})"), Quarter / 4, Quarter);
            for (int i = 0; i < 20; i++)
            {
                await scene.GoesOnAsync();
            }
        }
        catch (CallFailedException failed)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(failed.Message);
        }

        await scene.GoesOnAsync();
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_worker_full_of_threads_goes_on_and_takes_them_with_it()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        await using NativeSession session = await scene.Host.OpenSessionAsync();
        Assert.Equal(Threads, (int)await FaultCall.Read($"thread_bomb({Threads})").InvokeAsync(session));
        Assert.InRange(Directory.GetDirectories($"/proc/{session.ProcessId}/task").Length, Threads, 2 * Threads);
        Assert.Equal(5, (int)await FaultCall.Read("add(2, 3)").InvokeAsync(session));
        CrashReport report = (await Assert.ThrowsAsync<NativeCrashException>(() => FaultCall.Read("null_read()").InvokeAsync(session))).Report;
        Assert.Equal((CrashCause.NullPointer, CrashBlame.Call), (report.Cause, report.Blame));
        await ProcessTable.AreGoneAsync(session.ProcessId);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_worker_without_descriptors_goes_on_and_its_crash_is_told()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        await using NativeSession session = await scene.Host.OpenSessionAsync();
        Assert.InRange((int)await FaultCall.Read($"descriptor_bomb({Descriptors})").InvokeAsync(session), 1, Descriptors);
        Assert.Equal(5, (int)await FaultCall.Read("add(2, 3)").InvokeAsync(session));

        // A library that is not loaded cannot be now, and the reason is the system's.
        LibraryNotFoundException missing = await Assert.ThrowsAsync<LibraryNotFoundException>(() => FaultCall.Read("destructor_waits()").InvokeAsync(session));
        Assert.Contains("Too many open files", missing.Message, StringComparison.Ordinal);

        // The guard cannot read the memory map, so names are missing; the facts are not.
        CrashReport report = (await Assert.ThrowsAsync<NativeCrashException>(() => FaultCall.Read("null_read()").InvokeAsync(session))).Report;
        Assert.Equal(("SIGSEGV", CrashCause.NullPointer, CrashBlame.Call, 0ul), (report.SignalName, report.Cause, report.Blame, report.FaultAddress!.Value));
        Assert.NotEmpty(report.Stack);
    }
}
