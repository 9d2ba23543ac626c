using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Catalogue;

/// <summary>A host for one fault. When it is done with, a good call is made, the host ends, and everything has to be as before: processes,
/// descriptors, threads, temporary files.</summary>
internal sealed class FaultScene : IAsyncDisposable
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(10);

    private readonly ResourceSnapshot _before;
    private readonly RecordedHost _recorded;
    private bool _isClosed;

    private FaultScene(ResourceSnapshot before, RecordedHost recorded)
    {
        _before = before;
        _recorded = recorded;
    }

    public NativeHost Host => _recorded.Host;

    public Recording Recording => _recorded.Recording;

    public static async Task<FaultScene> OpenAsync(NativeHostOptions? options = null)
    {
        // What .NET itself opens once and keeps, and the threads that watch workers and lanes, are there after a first host of the kind.
        await using (RecordedHost first = await RecordedHost.StartAsync(options))
        {
            await (await first.Host.FaultAsync("int add(int a, int b)")).InvokeAsync(1, 2);
        }

        await Eventually.HoldsAsync(() => ProcessTable.Children().Length == 0, "workers of an earlier test are there");
        return new FaultScene(ResourceSnapshot.Take(), await RecordedHost.StartAsync(options));
    }

    public async Task<NativeResult> CallAsync(string call, TimeSpan? timeout = null) =>
        await FaultCall.Read(call).InvokeAsync(Host, new CallOptions { Timeout = timeout ?? Patience.Unexpected });

    public async Task<TException> FailsAsync<TException>(string call, TimeSpan? timeout = null)
        where TException : CallFailedException =>
        await Assert.ThrowsAsync<TException>(() => CallAsync(call, timeout));

    /// <summary>Makes a call that ends its worker.</summary>
    /// <returns>The report; the worker is gone.</returns>
    public async Task<CrashReport> CrashAsync(string call)
    {
        CrashReport report = (await FailsAsync<NativeCrashException>(call)).Report;
        await ProcessTable.AreGoneAsync(report.ProcessId);
        return report;
    }

    public async Task GoesOnAsync() => Assert.Equal(5, (int)await CallAsync("add(2, 3)"));

    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        await GoesOnAsync();
        await _recorded.DisposeAsync().AsTask().WaitAsync(s_bound);
        await _before.IsRestoredAsync();
    }
}
