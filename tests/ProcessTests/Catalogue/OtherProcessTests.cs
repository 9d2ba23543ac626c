using System.Diagnostics;
using FfiIsolation.ProcessTests.Support;
using static FfiIsolation.ProcessTests.Crashes.CrashHost;

namespace FfiIsolation.ProcessTests.Catalogue;

/// <summary>native/faults/processes.c: libraries that make processes, or become another program.</summary>
public sealed class OtherProcessTests
{
    [Theory(Timeout = Patience.Deadline)]
    [InlineData("fork_and_return()")]
    [InlineData("vfork_and_return()")]
    public async Task A_copy_of_the_worker_that_returns_from_the_call_ends_and_the_call_has_one_result(string call)
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        await using NativeSession session = await scene.Host.OpenSessionAsync();
        int copy = (int)await FaultCall.Read(call).InvokeAsync(session);
        Assert.NotEqual(0, copy);
        Assert.NotEqual(session.ProcessId, copy);
        NativeFunction wait = await session.FunctionAsync("c", "int waitpid(int process, int *status, int options)");
        NativeBuffer<int> status = NativeBuffer.Out<int>(1);
        Assert.Equal(copy, (int)await wait.InvokeAsync(copy, status, 0));
        Assert.Equal(0, status.Value); // exit(0)
        Assert.Equal(session.ProcessId, (int)await (await session.FunctionAsync("c", "int getpid(void)")).InvokeAsync());
        Assert.Empty(scene.Recording.Crashes);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("fork_and_crash()", 11)]
    [InlineData("vfork_and_crash()", 11)]
    [InlineData("vfork_and_exit()", 7)]
    public async Task The_end_of_a_child_is_none_of_the_worker(string call, int end)
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        await using NativeSession session = await scene.Host.OpenSessionAsync();
        Assert.Equal(end, (int)await FaultCall.Read(call).InvokeAsync(session));
        Assert.Equal(end, (int)await FaultCall.Read(call).InvokeAsync(session));
        Assert.Empty(scene.Recording.Crashes);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_child_in_the_workers_group_goes_with_it()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        await using NativeSession session = await scene.Host.OpenSessionAsync();
        int child = (int)await FaultCall.Read("fork_and_linger()").InvokeAsync(session);
        Assert.True(ProcessTable.Exists(child));
        await Assert.ThrowsAsync<NativeCrashException>(() => FaultCall.Read("null_read()").InvokeAsync(session));
        await IsGoneAsync(child);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_grandchild_that_keeps_every_descriptor_open_holds_nothing_up()
    {
        int grandchild = 0;
        try
        {
            await using FaultScene scene = await FaultScene.OpenAsync();
            await using NativeSession session = await scene.Host.OpenSessionAsync();
            grandchild = (int)await FaultCall.Read("fork_and_escape()").InvokeAsync(session);
            Assert.NotEmpty(Directory.GetFiles($"/proc/{grandchild}/fd"));

            NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(() => FaultCall.Read("null_read()").InvokeAsync(session)).WaitAsync(Patience.Unexpected);
            Assert.Equal((CrashCause.NullPointer, "SIGSEGV"), (crash.Report.Cause, crash.Report.SignalName));
            await ProcessTable.AreGoneAsync(session.ProcessId);

            // It left for a session of its own: it outlives the worker, as docs/crash-model.md says.
            Assert.True(ProcessTable.Exists(grandchild));
        }
        finally
        {
            if (grandchild > 0)
            {
                using var process = Process.GetProcessById(grandchild);
                process.Kill();
            }
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_worker_that_became_another_program_is_told_by_that_ones_name()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        CrashReport report = await scene.CrashAsync("become_program(\"/bin/false\", \"\")");
        Assert.Equal((null, 1, CrashCause.QuickExit, CrashBlame.Call), (report.SignalName, report.ExitCode, report.Cause, report.Blame));
        Assert.Equal("become_program ended the process with status 1, by then called \"false\"", report.Summary);
        AssertHint(report, "replaced it by another program (exec)");
        Assert.DoesNotContain(report.Hints, hint => hint.Contains("by the system call itself", StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_program_that_a_worker_became_does_not_live_on()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        WorkerLostException lost = await scene.FailsAsync<WorkerLostException>("become_program(\"/bin/sleep\", \"60\")");
        Assert.True(lost.Started);
        Assert.Equal(KillReason.PipeClosed, lost.Report!.KillReason);
        AssertHint(lost.Report, "The process was called \"sleep\" at its end");
        await ProcessTable.AreGoneAsync(lost.Report.ProcessId);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task An_exec_that_fails_is_a_result()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        Assert.Equal(-1, (int)await scene.CallAsync("become_program(\"/no/such/program\", \"\")"));
    }

    // Gone, or ended and not reaped by whoever inherited it.
    private static Task IsGoneAsync(int process) => Eventually.HoldsAsync(() => ProcessTable.State(process) is "gone" or "Z", () => $"{process} is {ProcessTable.State(process)}");
}
