using FfiIsolation.ProcessTests.Support;
using static FfiIsolation.ProcessTests.Crashes.CrashHost;

namespace FfiIsolation.ProcessTests.Crashes;

/// <summary>native/faults/threads.c: crashes that are not on the thread of calls.</summary>
public sealed class LibraryThreadTests(CrashHost host) : IClassFixture<CrashHost>
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_crash_on_a_thread_of_the_library_names_the_thread()
    {
        CrashReport report = await host.CrashAsync("void crash_on_own_thread(void)");
        Assert.Equal(("SIGSEGV", "SEGV_MAPERR", CrashCause.NullPointer), (report.SignalName, report.SignalCode, report.Cause));
        Assert.Equal((CrashBlame.LibraryThread, "crasher"), (report.Blame, report.ThreadName));
        Assert.NotEqual(report.ProcessId, report.ThreadId);
        Assert.False(report.IsCallThread);
        Assert.Equal(["null_write", "crash_here"], report.Stack.Take(2).Select(frame => frame.Symbol));
        AssertHint(report, "\"crasher\"");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task An_abort_on_a_thread_of_the_library_names_the_thread()
    {
        CrashReport report = await host.CrashAsync("void abort_on_own_thread(void)");
        Assert.Equal(("SIGABRT", CrashCause.Abort, CrashBlame.LibraryThread, "aborter"), (report.SignalName, report.Cause, report.Blame, report.ThreadName));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_crash_after_the_return_is_told_by_an_event_that_names_the_last_calls()
    {
        await using RecordedHost fresh = await RecordedHost.StartAsync();
        await Eventually.InTimeAsync(50, async time =>
        {
            await using NativeSession session = await fresh.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
            NativeFunction add = await session.FaultAsync("int add(int a, int b)");
            NativeFunction later = await session.FaultAsync("int crash_later(int milliseconds)");
            await add.InvokeAsync(1, 1);
            if (await Record.ExceptionAsync(async () => Assert.Equal(0, (int)await later.InvokeAsync((int)time.TotalMilliseconds))) is { } tooSoon)
            {
                Assert.IsAssignableFrom<CallFailedException>(tooSoon);
                return null;
            }

            CrashReport report = await fresh.Recording.UntilCrashAsync(crash => crash.ProcessId == session.ProcessId);
            Assert.Equal((CrashBlame.AfterReturn, "SIGSEGV", CrashCause.NullPointer), (report.Blame, report.SignalName, report.Cause));
            Assert.Null(report.Call);
            Assert.Equal(["dlopen", "add", "crash_later"], report.LastCalls.Distinct());
            Assert.Equal(2, report.CallCount);
            Assert.Equal("late-crasher", report.ThreadName);
            Assert.Contains("after crash_later had returned", report.Summary, StringComparison.Ordinal);

            WorkerLostException lost = await Assert.ThrowsAsync<WorkerLostException>(async () => await add.InvokeAsync(1, 1));
            Assert.False(lost.Started);
            Assert.Same(report, lost.Report);
            return report;
        });
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_crash_that_an_earlier_call_left_behind_is_not_blamed_on_the_call_in_flight()
    {
        await Eventually.InTimeAsync(100, async time =>
        {
            await using NativeSession session = await host.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
            NativeFunction later = await session.FaultAsync("int crash_later(int milliseconds)");
            NativeFunction sleep = await session.FaultAsync("void sleep_for(int milliseconds)");
            Exception? ended = await Record.ExceptionAsync(async () =>
            {
                Assert.Equal(0, (int)await later.InvokeAsync((int)time.TotalMilliseconds));
                await sleep.InvokeAsync(60_000);
            });
            if (ended is WorkerLostException or NativeCrashException { Report.Call.Function: "crash_later" })
            {
                return null; // before the sleep had begun
            }

            CrashReport report = Assert.IsType<NativeCrashException>(ended).Report;
            Assert.Equal((CrashBlame.LibraryThread, "late-crasher"), (report.Blame, report.ThreadName));
            Assert.Contains("crash_later", report.LastCalls);
            return report;
        });
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_number_of_calls_is_that_of_the_calls_made()
    {
        await using RecordedHost fresh = await RecordedHost.StartAsync();
        await using NativeSession session = await fresh.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction add = await session.FaultAsync("int add(int a, int b)");
        NativeFunction crash = await session.FaultAsync("int null_read(void)");
        for (int i = 0; i < 20; i++)
        {
            await add.InvokeAsync(i, 1);
        }

        NativeCrashException crashed = await Assert.ThrowsAsync<NativeCrashException>(async () => await crash.InvokeAsync());
        Assert.Equal(21, crashed.Report.CallCount);
        Assert.Equal(session.Generation, crashed.Report.Generation);
        Assert.Equal(session.ProcessId, crashed.Report.ProcessId);
    }
}
