using FfiIsolation.ProcessTests.Support;
using static FfiIsolation.ProcessTests.Crashes.CrashHost;

namespace FfiIsolation.ProcessTests.Catalogue;

/// <summary>native/faults/constructor.c, hanging.c, destructor.c, and the hook of exits.c: code that runs without being called.</summary>
public sealed class LoadingTests
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_constructor_that_crashes_is_named_below_dlopen_each_time()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        for (int i = 0; i < 2; i++)
        {
            CrashReport report = await scene.CrashAsync("constructor_survived()");
            Assert.Equal(("dlopen", "SIGSEGV", CrashCause.NullPointer, CrashBlame.Call), (report.Call!.Function, report.SignalName, report.Cause, report.Blame));
            Assert.Equal(("crash_while_loading", "libfaults_constructor.so"), (report.Stack[0].Symbol, report.Stack[0].Module));
        }

        // A spare does not load it: it would never become ready.
        await Eventually.HoldsAsync(() => ProcessTable.Children().Length > 0, "no worker was started");
        await scene.GoesOnAsync();
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_constructor_that_never_ends_is_ended_by_the_time_that_loading_may_take()
    {
        await using FaultScene scene = await FaultScene.OpenAsync(RecordedHost.Options with { CallTimeout = TimeSpan.FromSeconds(1) });
        CallTimeoutException late = await scene.FailsAsync<CallTimeoutException>("hanging_survived()");
        Assert.Contains("dlopen did not return within 1 s", late.Message, StringComparison.Ordinal);
        Assert.Equal((KillReason.Timeout, "dlopen"), (late.Report.KillReason!.Value, late.Report.Call!.Function));
        await ProcessTable.AreGoneAsync(late.Report.ProcessId);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_destructor_that_crashes_at_dlclose_is_named()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        await using NativeSession session = await scene.Host.OpenSessionAsync();
        NativeFunction open = await session.FunctionAsync("c", "void *dlopen(const char *file, int flags)");
        NativeFunction close = await session.FunctionAsync("c", "int dlclose(void *library)");
        NativePointer library = (await open.InvokeAsync(Faults.LibraryOf("destructor_waits"), 2)).Pointer;
        CrashReport report = (await Assert.ThrowsAsync<NativeCrashException>(async () => await close.InvokeAsync(library))).Report;
        Assert.Equal(("dlclose", "SIGSEGV", CrashBlame.Call), (report.Call!.Function, report.SignalName, report.Blame));
        Assert.Equal("crash_while_unloading", report.Stack[0].Symbol);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_destructor_that_crashes_in_exit_is_named_and_not_the_exit()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        CrashReport report = await scene.CrashAsync("destructor_exit(3)");
        Assert.Equal(("SIGSEGV", CrashCause.NullPointer, CrashBlame.Call), (report.SignalName, report.Cause, report.Blame));
        Assert.Equal("crash_while_unloading", report.Stack[0].Symbol);
        Assert.Contains(report.Stack, frame => frame.Symbol == "exit");
        Assert.Contains(report.Stack, frame => frame.Symbol == "destructor_exit");
        Assert.Null(report.ExitCode);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_hook_of_an_earlier_call_that_crashes_in_exit_is_named()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        await using NativeSession session = await scene.Host.OpenSessionAsync();
        Assert.Equal(0, (int)await FaultCall.Read("crash_at_exit()").InvokeAsync(session));
        CrashReport report = (await Assert.ThrowsAsync<NativeCrashException>(() => FaultCall.Read("exit_with(3)").InvokeAsync(session))).Report;
        Assert.Equal(("SIGSEGV", CrashCause.NullPointer), (report.SignalName, report.Cause));
        Assert.Contains(report.Stack, frame => frame.Symbol == "crash_here");
        Assert.Contains(report.Stack, frame => frame.Symbol == "exit_with");
        Assert.Contains("crash_at_exit", report.LastCalls);
    }

    // The worker is asked to end, and its exit runs what the library left for it. That is nobody's call any more.
    [Theory(Timeout = Patience.Deadline)]
    [InlineData("crash_at_exit()")]
    [InlineData("stop_at_exit()")]
    [InlineData("destructor_waits()")]
    public async Task What_crashes_as_a_worker_is_shut_down_disturbs_nobody(string call)
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        await scene.CallAsync(call);
        await scene.DisposeAsync();
        Assert.Empty(scene.Recording.Crashes);
    }
}
