using System.Diagnostics;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Supervision;

/// <summary>Workers that do not start. What happens before there is a host to listen to is in the log.</summary>
public sealed class StartFailureTests
{
    private static readonly NativeHostOptions s_options = RecordedHost.Options with
    {
        Spares = 0,
        StartRetries = 2,
        StartRetryDelay = TimeSpan.FromMilliseconds(10),
        StartTimeout = Patience.Unexpected,
    };

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_worker_that_is_not_there_is_named()
    {
        WorkerUnavailableException failure = await Assert.ThrowsAsync<WorkerUnavailableException>(
            () => RecordedHost.StartAsync(s_options with { WorkerPath = "/no/such/worker" }));
        Assert.Contains("/no/such/worker", failure.Message, StringComparison.Ordinal);
        Assert.Contains("WorkerPath", failure.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_program_that_ends_at_once_is_tried_again_and_then_told_with_its_status()
    {
        (WorkerUnavailableException failure, Recording recording) = await FailAsync(Script("exit 3"));
        Assert.Contains("ended before it was ready", failure.Message, StringComparison.Ordinal);
        Assert.Contains("exit status 3", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, recording.Entries.Count(entry => entry.Contains(nameof(SupervisionEventKind.StartRetried), StringComparison.Ordinal)));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_program_killed_at_its_start_is_told_with_the_signal()
    {
        (WorkerUnavailableException failure, _) = await FailAsync(Script("kill -9 $$"));
        Assert.Contains("SIGKILL", failure.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_a_wrong_program_says_is_passed_on()
    {
        (WorkerUnavailableException failure, _) = await FailAsync(Script("echo 'I am no worker' >&2; exit 1"));
        Assert.Contains("I am no worker", failure.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_file_that_cannot_be_executed_is_told_with_the_reason()
    {
        string file = OwnTemporaryFolder.NewFile();
        await File.WriteAllTextAsync(file, "no program");
        (WorkerUnavailableException failure, _) = await FailAsync(file);
        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Permission denied", failure.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_program_that_hangs_is_given_up_after_the_timeout_and_is_gone()
    {
        long start = Stopwatch.GetTimestamp();
        (WorkerUnavailableException failure, _) = await FailAsync(Script("exec sleep 600"), s_options with { StartTimeout = Patience.Expected, StartRetries = 1 });
        Assert.InRange(Stopwatch.GetElapsedTime(start), 2 * Patience.Expected, Patience.Unexpected);
        Assert.Contains("00:00:00.3", failure.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_worker_that_cannot_be_restarted_any_more_is_told_to_the_next_call()
    {
        string worker = Path.Combine(AppContext.BaseDirectory, "worker", "ffi-worker");
        string link = OwnTemporaryFolder.NewFile();
        File.CreateSymbolicLink(link, worker);
        await using RecordedHost recorded = await RecordedHost.StartAsync(s_options with { WorkerPath = link, MaxWorkers = 1 });
        NativeFunction crash = await recorded.Host.FaultAsync("int null_read(void)");
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        File.Delete(link);
        await Assert.ThrowsAsync<NativeCrashException>(async () => await crash.InvokeAsync());
        WorkerUnavailableException failure = await Assert.ThrowsAsync<WorkerUnavailableException>(async () => await add.InvokeAsync(1, 2));
        Assert.Contains("No such file", failure.Message, StringComparison.Ordinal);
        SupervisionEventArgs[] retries = await recorded.Recording.UntilAsync(SupervisionEventKind.StartRetried, 2);
        Assert.Equal([1, 2], retries.Select(retry => retry.Attempt));
        Assert.All(retries, retry => Assert.NotNull(retry.RetryAfter));

        File.CreateSymbolicLink(link, worker);
        Assert.Equal(3, (int)await add.InvokeAsync(1, 2));
    }

    [Fact]
    public void Options_out_of_range_are_told_all_at_once()
    {
        ArgumentException mistakes = Assert.Throws<ArgumentException>(() => NativeHost.Start(new NativeHostOptions { MaxWorkers = 0, Spares = 65, LastWordsBytes = 1 }));
        Assert.Contains("MaxWorkers is 0; it must be from 1 to 256", mistakes.Message, StringComparison.Ordinal);
        Assert.Contains("Spares is 65", mistakes.Message, StringComparison.Ordinal);
        Assert.Contains("LastWordsBytes is 1", mistakes.Message, StringComparison.Ordinal);
    }

    private static async Task<(WorkerUnavailableException Failure, Recording Recording)> FailAsync(string worker, NativeHostOptions? options = null)
    {
        int[] children = ProcessTable.Children();
        var recording = new Recording();
        WorkerUnavailableException failure = await Assert.ThrowsAsync<WorkerUnavailableException>(
            () => NativeHost.StartAsync((options ?? s_options) with { WorkerPath = worker, LoggerFactory = recording }, TestContext.Current.CancellationToken));
        Assert.Null(failure.Report);
        Assert.Empty(ProcessTable.Children().Except(children));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetTempPath(), "ffi-*"));
        return (failure, recording);
    }

    private static string Script(string commands)
    {
        string file = OwnTemporaryFolder.NewFile();
        File.WriteAllText(file, $"#!/bin/sh\n{commands}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }
}
