using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Supervision;

/// <summary>native/faults/repeats.c: the file that a call leaves its mark in says how often it ran.</summary>
public sealed class CallRetryTests : IAsyncLifetime
{
    private const string Plain = "int crash_first_times(const char *path, int times)";
    private readonly string _file = OwnTemporaryFolder.NewFile();
    private RecordedHost _recorded = null!;

    private long Runs => new FileInfo(_file).Length;

    public async ValueTask InitializeAsync() => _recorded = await RecordedHost.StartAsync(RecordedHost.Options with { CallRetries = 2 });

    public ValueTask DisposeAsync() => _recorded.DisposeAsync();

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("__attribute__((const)) ")]
    [InlineData("__attribute__((pure)) ")]
    public async Task A_function_declared_const_or_pure_is_called_again_after_a_crash(string attribute)
    {
        NativeFunction function = await _recorded.Host.FaultAsync(attribute + Plain);
        Assert.Equal(3, (int)await function.InvokeAsync(_file, 2));
        Assert.Equal(3, Runs);
        SupervisionEventArgs[] retries = await _recorded.Recording.UntilAsync(SupervisionEventKind.CallRetried, 2);
        Assert.Equal([1, 2], retries.Select(retry => retry.Attempt));
        Assert.All(retries, retry => Assert.Equal("crash_first_times", retry.Report!.Call!.Function));
        Assert.Contains("crash_first_times", retries[0].Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Any_other_function_is_called_once()
    {
        NativeFunction function = await _recorded.Host.FaultAsync(Plain);
        await Assert.ThrowsAsync<NativeCrashException>(async () => await function.InvokeAsync(_file, 1));
        Assert.Equal(1, Runs);
        Assert.Empty(_recorded.Recording.Of(SupervisionEventKind.CallRetried));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_caller_may_allow_a_retry()
    {
        NativeFunction function = await _recorded.Host.FaultAsync(Plain);
        Assert.Equal(2, (int)await function.InvokeAsync(new CallOptions { Retry = true }, _file, 1));
        Assert.Equal(2, Runs);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_caller_may_forbid_a_retry()
    {
        NativeFunction function = await _recorded.Host.FaultAsync("__attribute__((pure)) " + Plain);
        await Assert.ThrowsAsync<NativeCrashException>(async () => await function.InvokeAsync(new CallOptions { Retry = false }, _file, 1));
        Assert.Equal(1, Runs);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Retries_come_to_an_end()
    {
        NativeFunction function = await _recorded.Host.FaultAsync("__attribute__((const)) " + Plain);
        NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(async () => await function.InvokeAsync(_file, 100));
        Assert.Equal(3, Runs);
        Assert.Equal(3, (await WaitForCrashesAsync(3)).Select(report => report.ProcessId).Distinct().Count());
        Assert.Contains(crash.Report, _recorded.Recording.Crashes);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_timeout_is_not_tried_again()
    {
        NativeFunction function = await _recorded.Host.FaultAsync("__attribute__((const)) void spin(void)");
        await Assert.ThrowsAsync<CallTimeoutException>(async () => await function.InvokeAsync(new CallOptions { Timeout = Patience.Expected }));
        Assert.Empty(_recorded.Recording.Of(SupervisionEventKind.CallRetried));
    }

    private async Task<CrashReport[]> WaitForCrashesAsync(int count)
    {
        await Eventually.HoldsAsync(() => _recorded.Recording.Crashes.Length >= count, "too few crashes were told");
        return _recorded.Recording.Crashes;
    }
}
