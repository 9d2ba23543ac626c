using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Heaps;

/// <summary>Sessions with a guarded heap, over both lanes, and native/faults/blocks.cpp in them.</summary>
public sealed class HeapScene : IAsyncLifetime
{
    private readonly Dictionary<LaneChoice, RecordedHost> _hosts = [];

    public static string Library { get; } = Path.Combine(AppContext.BaseDirectory, "faults", "libfaults_blocks.so");

    internal RecordedHost this[LaneChoice lane] => _hosts[lane];

    public async ValueTask InitializeAsync()
    {
        foreach (LaneChoice lane in (LaneChoice[])[LaneChoice.SharedMemory, LaneChoice.Rpc])
        {
            // Sessions alone are wanted: no worker is kept for calls.
            _hosts[lane] = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane, MaxWorkers = 1, Spares = 0 });
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RecordedHost host in _hosts.Values)
        {
            await host.DisposeAsync();
        }
    }

    internal Task<NativeSession> OpenAsync(LaneChoice lane) =>
        _hosts[lane].Host.OpenSessionAsync(new SessionOptions { HeapGuarding = HeapGuarding.Guarded }, TestContext.Current.CancellationToken);

    /// <summary>A function of the library of blocks.</summary>
    internal static NativeFunction Of(NativeSession session, string prototype) => session.Load(Library).Function(prototype);

    internal static CrashReport Crash(NativeFunction function, params NativeArgument[] arguments) =>
        Assert.Throws<NativeCrashException>(() => function.Invoke(arguments)).Report;
}
