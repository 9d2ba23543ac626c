using FfiIsolation.ProcessTests.Support;
using static FfiIsolation.ProcessTests.Crashes.CrashHost;

namespace FfiIsolation.ProcessTests.Crashes;

/// <summary>native/faults/exits.c, signals.c, leaving.c.</summary>
public sealed class ExitTests(CrashHost host) : IClassFixture<CrashHost>
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task Exit_is_told_with_its_status_and_who_called_it()
    {
        CrashReport report = await host.CrashAsync("void exit_with(int code)", 3);
        AssertExit(report, CrashCause.Exit, 3);
        Assert.Contains(report.Stack, frame => frame.Symbol == "exit_with");
        AssertHint(report, "exit(3)");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Exit_with_success_is_no_success()
    {
        CrashReport report = await host.CrashAsync("void exit_with(int code)", 0);
        AssertExit(report, CrashCause.Exit, 0);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Quick_exit_is_told_from_exit()
    {
        CrashReport report = await host.CrashAsync("void quick_exit_with(int code)", 4);
        AssertExit(report, CrashCause.QuickExit, 4);
        Assert.Contains(report.Stack, frame => frame.Symbol == "quick_exit_with");
        AssertHint(report, "_exit(4)");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task An_exit_past_libc_is_told_by_the_kernel()
    {
        CrashReport report = await host.CrashAsync("void raw_exit_with(int code)", 5);
        AssertExit(report, CrashCause.QuickExit, 5);
        AssertHint(report, "by the system call itself");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Exit_139_is_no_segmentation_fault()
    {
        CrashReport report = await host.CrashAsync("void exit_139(void)");
        AssertExit(report, CrashCause.Exit, 139);
        AssertHint(report, "not a SIGSEGV");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Exit_on_a_thread_of_the_library_is_blamed_on_it()
    {
        CrashReport report = await host.CrashAsync("void exit_on_own_thread(int code)", 6);
        Assert.Equal((CrashCause.Exit, 6, CrashBlame.LibraryThread), (report.Cause, report.ExitCode!.Value, report.Blame));
        Assert.False(report.IsCallThread);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_raised_SIGSEGV_is_told_from_a_fault()
    {
        CrashReport report = await host.CrashAsync("int raise_signal(int number)", 11);
        Assert.Equal(("SIGSEGV", "SI_TKILL", CrashCause.TerminatedBySignal), (report.SignalName, report.SignalCode, report.Cause));
        Assert.Null(report.FaultAddress);
        Assert.Equal(FaultAccess.Unknown, report.Access);
        Assert.Contains(report.Stack, frame => frame.Symbol == "raise_signal");
        AssertHint(report, "sent it to itself");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_SIGKILL_that_the_host_did_not_send_is_told_as_such()
    {
        CrashReport report = await host.CrashAsync("void kill_self(void)");
        Assert.Equal(("SIGKILL", CrashCause.Killed, CrashBlame.Call), (report.SignalName, report.Cause, report.Blame));
        Assert.Null(report.KillReason);
        Assert.Empty(report.Stack);
        AssertHint(report, "this host did not send it");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_SIGTERM_is_reported()
    {
        CrashReport report = await host.CrashAsync("void terminate_self(void)");
        Assert.Equal(("SIGTERM", CrashCause.TerminatedBySignal), (report.SignalName, report.Cause));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_call_that_ends_its_thread_ends_its_worker()
    {
        CrashReport report = await host.CrashAsync("void end_thread(void)");
        Assert.Equal(KillReason.ThreadExited, report.KillReason);
        Assert.Contains("pthread_exit", report.Summary, StringComparison.Ordinal);
    }

    // How it dies depends on what it finds on the stack.
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_jump_into_a_frame_that_is_gone_is_reported() =>
        Assert.NotNull((await host.CrashAsync("void jump_to_dead_frame(void)")).SignalName);

    private static void AssertExit(CrashReport report, CrashCause cause, int code)
    {
        Assert.Equal((cause, CrashBlame.Call), (report.Cause, report.Blame));
        Assert.Equal(code, report.ExitCode);
        Assert.Null(report.SignalName);
        Assert.Null(report.FaultAddress);
    }
}
