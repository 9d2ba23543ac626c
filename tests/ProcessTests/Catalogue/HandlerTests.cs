using FfiIsolation.ProcessTests.Support;
using static FfiIsolation.ProcessTests.Crashes.CrashHost;

namespace FfiIsolation.ProcessTests.Catalogue;

/// <summary>native/faults/handlers.c: libraries with signal handlers and masks of their own.</summary>
public sealed class HandlerTests
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_crash_in_a_signal_handler_shows_what_the_signal_interrupted()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        CrashReport report = await scene.CrashAsync("crash_in_handler()");
        AssertFault(report, "SIGSEGV", "SEGV_MAPERR", CrashCause.NullPointer, 0, FaultAccess.Write, "null_write");
        string?[] symbols = [.. report.Stack.Select(frame => frame.Symbol)];
        Assert.Equal("crash_here", symbols[1]);
        Assert.InRange(Array.IndexOf(symbols, "crash_in_handler"), 3, symbols.Length);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_fault_with_every_signal_blocked_is_recorded()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        AssertFault(await scene.CrashAsync("crash_with_signals_blocked()"), "SIGSEGV", "SEGV_MAPERR", CrashCause.NullPointer, 0, FaultAccess.Write, "null_write");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task An_abort_with_every_signal_blocked_is_recorded()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        AssertAbort(await scene.CrashAsync("abort_with_signals_blocked()"), CrashCause.Abort, "abort_with_signals_blocked");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_fault_on_a_thread_that_blocks_every_signal_names_the_thread()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        CrashReport report = await scene.CrashAsync("crash_on_deaf_thread()");
        Assert.Equal(("SIGSEGV", CrashCause.NullPointer, CrashBlame.LibraryThread, "deaf"), (report.SignalName, report.Cause, report.Blame, report.ThreadName));
        Assert.Equal(["null_write", "crash_in_thread"], report.Stack.Take(2).Select(frame => frame.Symbol));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_library_that_takes_the_handlers_away_takes_the_record_away()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        CrashReport report = await scene.CrashAsync("crash_with_default_handlers()");
        Assert.Equal(("SIGSEGV", null, CrashCause.Unknown, CrashBlame.Call), (report.SignalName, report.SignalCode, report.Cause, report.Blame));
        Assert.Empty(report.Stack);
        AssertHint(report, "the library replaced or blocked its signal handlers");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_handler_of_the_library_that_exits_is_told_as_an_exit_with_the_fault_on_the_stack()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        CrashReport report = await scene.CrashAsync("crash_with_own_handler()");
        Assert.Equal((null, 139, CrashCause.QuickExit, CrashBlame.Call), (report.SignalName, report.ExitCode, report.Cause, report.Blame));
        Assert.Equal("leave", report.Stack[0].Symbol);
        Assert.Contains(report.Stack, frame => frame.Symbol == "null_write");
        AssertHint(report, "not a SIGSEGV");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_handler_that_returns_to_the_fault_is_ended_by_the_timeout()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        CrashReport report = (await scene.FailsAsync<CallTimeoutException>("fault_for_ever()", Patience.Expected)).Report;
        Assert.Equal((KillReason.Timeout, "fault_for_ever"), (report.KillReason, report.Call!.Function));
        await ProcessTable.AreGoneAsync(report.ProcessId);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task An_abort_whose_handler_returns_ends_the_worker_without_a_record()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        CrashReport report = await scene.CrashAsync("abort_with_own_handler()");
        Assert.Equal(("SIGABRT", CrashCause.Abort, CrashBlame.Call), (report.SignalName, report.Cause, report.Blame));
        AssertHint(report, "The crash guard could not record this");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Text_that_a_handler_of_the_library_makes_when_it_is_read_comes_back_and_faults_after_it_are_recorded()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        await using NativeSession session = await scene.Host.OpenSessionAsync();
        var held = new HeldCall();
        held.Release();
        Assert.Equal("made on demand", (string?)await (await session.FaultAsync(Faults.PrototypeOf("lazy_text"))).InvokeAsync(held.Arguments));
        await held.EnteredAsync();
        CrashReport report = (await Assert.ThrowsAsync<NativeCrashException>(() => FaultCall.Read("null_read()").InvokeAsync(session))).Report;
        AssertFault(report, "SIGSEGV", "SEGV_MAPERR", CrashCause.NullPointer, 0, FaultAccess.Read, "null_read");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_call_that_is_killed_while_its_text_is_read_is_told_as_killed()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        await using NativeSession session = await scene.Host.OpenSessionAsync();
        NativeFunction lazy = await session.FaultAsync(Faults.PrototypeOf("lazy_text"));
        var held = new HeldCall();
        Task<NativeResult> call = lazy.InvokeAsync(held.Arguments).AsTask();
        await held.EnteredAsync();
        FfiIsolation.Processes.LinuxCalls.Kill(session.ProcessId, FfiIsolation.Processes.LinuxCalls.SignalKill);
        CrashReport report = (await Assert.ThrowsAsync<NativeCrashException>(() => call)).Report;
        Assert.Equal(("SIGKILL", CrashBlame.Call, "lazy_text"), (report.SignalName, report.Blame, report.Call!.Function));
    }
}
