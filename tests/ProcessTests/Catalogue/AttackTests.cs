using System.Diagnostics;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Catalogue;

/// <summary>native/faults/attacks.c: reaching others.</summary>
public sealed class AttackTests
{
    private static readonly string s_host = Path.Combine(AppContext.BaseDirectory, "FfiIsolation.TestHost");

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(9, "SIGKILL", CrashCause.Killed)]
    [InlineData(15, "SIGTERM", CrashCause.TerminatedBySignal)]
    [InlineData(11, "SIGSEGV", CrashCause.TerminatedBySignal)]
    public async Task A_signal_to_its_process_group_hits_the_worker_alone(int number, string signal, CrashCause cause)
    {
        await using FaultScene scene = await FaultScene.OpenAsync(RecordedHost.Options with { MaxWorkers = 2, Spares = 1 });
        await using NativeSession other = await scene.Host.OpenSessionAsync();
        CrashReport report = await scene.CrashAsync($"kill_own_group({number})");
        Assert.Equal((signal, cause, CrashBlame.Call), (report.SignalName, report.Cause, report.Blame));
        Assert.Equal(5, (int)await FaultCall.Read("add(2, 3)").InvokeAsync(other));
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(9, "SIGKILL")]
    [InlineData(15, "SIGTERM")]
    [InlineData(19, "SIGSTOP")]
    public async Task A_library_that_signals_its_host_is_refused(int number, string signal)
    {
        await using FaultScene scene = await FaultScene.OpenAsync(RecordedHost.Options with { MaxWorkers = 1 });
        var refused = new TaskCompletionSource<RefusedAction>(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Host.ActionRefused += (_, happened) => refused.TrySetResult(happened.Action);
        Assert.Equal(-1, (int)await FaultCall.Read($"kill_parent({number})").InvokeAsync(scene.Host));
        Assert.Equal($"send a signal to process {Environment.ProcessId}, its host ({signal})", (await refused.Task.WaitAsync(Patience.Unexpected)).Action);
    }

    // Without confinement it can. What is promised all the same: nothing of it stays. The host is tests/TestHost, not this process.
    [Theory(Timeout = Patience.Deadline)]
    [InlineData(9, 137)]
    [InlineData(15, 143)]
    public async Task A_library_that_kills_its_unprotected_host_takes_every_worker_with_it(int number, int status)
    {
        string folder = Directory.CreateDirectory(OwnTemporaryFolder.NewFile()).FullName;
        ProcessStartInfo start = new(s_host, [Faults.Library, "int kill_parent(int number)", $"{number}"])
        {
            RedirectStandardOutput = true,
            Environment = { ["TMPDIR"] = folder, ["TEST_CONFINEMENT"] = "open" },
        };
        using Process host = Process.Start(start)!;
        try
        {
            string line = (await host.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!;
            int worker = int.Parse(line, System.Globalization.CultureInfo.InvariantCulture);
            await host.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Unexpected);
            Assert.Equal(status, host.ExitCode);
            await ProcessTable.AreGoneAsync(worker);
            Assert.Empty(ProcessTable.ChildrenOf(host.Id));
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder, "ffi-*"));
        }
        finally
        {
            host.Kill(entireProcessTree: true);
            host.WaitForExit(Patience.Unexpected);
        }
    }
}
