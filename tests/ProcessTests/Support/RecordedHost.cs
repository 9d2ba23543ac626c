namespace FfiIsolation.ProcessTests.Support;

/// <summary>A host with the options of most tests: deaths are neither rationed nor held against a function, and what it tells is recorded.</summary>
internal sealed class RecordedHost : IAsyncDisposable
{
    private RecordedHost(NativeHost host, Recording recording)
    {
        Host = host;
        Recording = recording;
    }

    public static NativeHostOptions Options { get; } = new()
    {
        RestartBudget = RestartBudget.Unlimited,
        Quarantine = QuarantinePolicy.Off,
        CallTimeout = Patience.Unexpected,
        CancellationGrace = Patience.Unexpected,
    };

    public NativeHost Host { get; }

    public Recording Recording { get; }

    public static async Task<RecordedHost> StartAsync(NativeHostOptions? options = null)
    {
        var recording = new Recording();
        NativeHost host = await NativeHost.StartAsync((options ?? Options) with { LoggerFactory = recording }, TestContext.Current.CancellationToken);
        recording.Listen(host);
        return new RecordedHost(host, recording);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
