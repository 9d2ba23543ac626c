using System.Globalization;
using FfiIsolation.ProcessTests.Support;
using static FfiIsolation.ProcessTests.Crashes.CrashHost;

namespace FfiIsolation.ProcessTests.Catalogue;

/// <summary>native/faults/signals.c, timers.c: signals that a library sends to itself, now or later.</summary>
public sealed class SignalTests
{
    // signal(7): what the default action ignores; SIGTSTP, SIGTTIN and SIGTTOU stop nobody in a process group that has no parent in its
    // session. SIGPIPE is ignored by the runtime, SIGRTMIN (34) is the runtime's own.
    private static readonly int[] s_withoutEffect = [13, 17, 18, 20, 21, 22, 23, 28, 34];

    private static readonly string[] s_names =
    [
        "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE",
        "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ",
        "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    [Fact(Timeout = 2 * Patience.Deadline)]
    public async Task Each_signal_that_a_library_raises_is_told_by_its_name_or_does_nothing()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        foreach (int number in Enumerable.Range(1, 64).Except([19]))
        {
            string call = string.Create(CultureInfo.InvariantCulture, $"raise_signal({number})");
            if (number is 32 or 33)
            {
                Assert.Equal(-1, (int)await scene.CallAsync(call)); // glibc's own: EINVAL
            }
            else if (s_withoutEffect.Contains(number))
            {
                Assert.Equal(0, (int)await scene.CallAsync(call));
            }
            else
            {
                CrashReport report = await scene.CrashAsync(call);
                string name = number < 32 ? s_names[number] : string.Create(CultureInfo.InvariantCulture, $"SIGRTMIN+{number - 34}");
                Assert.Equal((name, CrashBlame.Call), (report.SignalName, report.Blame));
                Assert.Contains(name, report.Summary, StringComparison.Ordinal);
                Assert.NotEmpty(report.Hints);
            }
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_worker_that_stops_itself_is_ended_by_the_timeout()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        CrashReport report = (await scene.FailsAsync<CallTimeoutException>("stop_self()", Patience.Expected)).Report;
        Assert.Equal((KillReason.Timeout, CrashCause.Killed), (report.KillReason, report.Cause));
        await ProcessTable.AreGoneAsync(report.ProcessId);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task An_alarm_that_strikes_a_later_call_names_the_calls_before_it()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        CrashReport report = await Eventually.InTimeAsync(50, async time =>
        {
            await using NativeSession session = await scene.Host.OpenSessionAsync();
            NativeFunction alarm = await session.FaultAsync(Faults.PrototypeOf("alarm_after")), sleep = await session.FaultAsync(Faults.PrototypeOf("sleep_for"));
            Exception? ended = await Record.ExceptionAsync(async () =>
            {
                Assert.Equal(0, (int)await alarm.InvokeAsync((int)time.TotalMilliseconds));
                await sleep.InvokeAsync(30_000);
            });

            // Unless it came before the sleep had begun.
            return ended is WorkerLostException or NativeCrashException { Report.Call.Function: "alarm_after" } ? null : Assert.IsType<NativeCrashException>(ended).Report;
        });
        Assert.Equal(("SIGALRM", CrashCause.TerminatedBySignal, "sleep_for"), (report.SignalName, report.Cause, report.Call!.Function));
        AssertHint(report, "alarm_after");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task An_alarm_of_processor_time_strikes_the_call_that_uses_it()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        await using NativeSession session = await scene.Host.OpenSessionAsync();
        Assert.Equal(0, (int)await FaultCall.Read("processor_alarm_after(50)").InvokeAsync(session));
        CrashReport report = (await Assert.ThrowsAsync<NativeCrashException>(() => FaultCall.Read("spin()").InvokeAsync(session))).Report;
        Assert.Equal(("SIGPROF", CrashCause.TerminatedBySignal), (report.SignalName, report.Cause));
        AssertHint(report, "processor_alarm_after");
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("alarm_after", "SIGALRM", CrashCause.TerminatedBySignal)]
    [InlineData("crash_by_timer", "SIGSEGV", null)] // the C library makes that thread itself, past the guard, and may block all signals in it
    [InlineData("crash_later", "SIGSEGV", CrashCause.NullPointer)]
    public async Task What_comes_while_no_call_is_on_board_is_put_down_to_the_calls_before(string function, string signal, CrashCause? cause)
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        CrashReport report = await Eventually.InTimeAsync(50, async time =>
        {
            await using NativeSession session = await scene.Host.OpenSessionAsync();
            NativeFunction later = await session.FaultAsync(Faults.PrototypeOf(function));
            Exception? tooSoon = await Record.ExceptionAsync(async () => Assert.Equal(0, (int)await later.InvokeAsync((int)time.TotalMilliseconds)));
            if (tooSoon is CallFailedException)
            {
                return null; // before the call had come back
            }

            Assert.Null(tooSoon);
            return await scene.Recording.UntilCrashAsync(crash => crash.ProcessId == session.ProcessId);
        });
        Assert.Equal((signal, CrashBlame.AfterReturn, null), (report.SignalName, report.Blame, report.Call));
        Assert.Equal(cause ?? report.Cause, report.Cause);
        Assert.Equal(function, report.LastCalls[^1]);
    }
}
