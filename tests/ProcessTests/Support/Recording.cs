using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FfiIsolation.ProcessTests.Support;

/// <summary>Everything that a host tells: events, and the log, which also has what happened before anybody could listen.</summary>
internal sealed class Recording : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<SupervisionEventArgs> _events = new();
    private readonly ConcurrentQueue<CrashReport> _crashes = new();
    private readonly ConcurrentQueue<WorkerOutputEventArgs> _output = new();
    private readonly ConcurrentQueue<OwnershipEventArgs> _ownership = new();
    private readonly ConcurrentQueue<string> _log = new();

    public SupervisionEventArgs[] Events => [.. _events];

    public CrashReport[] Crashes => [.. _crashes];

    public WorkerOutputEventArgs[] Output => [.. _output];

    public OwnershipEventArgs[] Ownership => [.. _ownership];

    public string[] Entries => [.. _log];

    public void Listen(NativeHost host)
    {
        host.SupervisionChanged += (_, happened) => _events.Enqueue(happened);
        host.CrashReported += (_, crash) => _crashes.Enqueue(crash.Report);
        host.OwnershipReported += (_, happened) => _ownership.Enqueue(happened);
        host.OutputReceived += (_, line) => _output.Enqueue(line);
    }

    public SupervisionEventArgs[] Of(SupervisionEventKind kind) => [.. _events.Where(happened => happened.Kind == kind)];

    public async Task<SupervisionEventArgs[]> UntilAsync(SupervisionEventKind kind, int count)
    {
        await Eventually.HoldsAsync(() => Of(kind).Length >= count, () => $"Not {count} x {kind}: {this}");
        return Of(kind);
    }

    public async Task<CrashReport> UntilCrashAsync(Func<CrashReport, bool> which)
    {
        await Eventually.HoldsAsync(() => _crashes.Any(which), () => $"The crash was not told. {this}");
        return _crashes.First(which);
    }

    public async Task<OwnershipEventArgs> UntilOwnershipAsync(OwnershipEventKind kind) => (await UntilOwnershipAsync(kind, 1))[0];

    public async Task<OwnershipEventArgs[]> UntilOwnershipAsync(OwnershipEventKind kind, int count)
    {
        await Eventually.HoldsAsync(() => _ownership.Count(happened => happened.Kind == kind) >= count, () => $"Not {count} x {kind}.");
        return [.. _ownership.Where(happened => happened.Kind == kind)];
    }

    /// <summary>Waits until a worker has written a line; says which worker.</summary>
    public async Task<int> UntilSaidAsync(string text)
    {
        await Eventually.HoldsAsync(() => _output.Any(line => line.Text == text), () => $"Nobody said '{text}'. {this}");
        return _output.First(line => line.Text == text).ProcessId;
    }

    public override string ToString() => string.Join("\n", _events.Select(happened => $"{happened.Kind}: {happened.Message}"));

    ILogger ILoggerFactory.CreateLogger(string categoryName) => this;

    void ILoggerFactory.AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _log.Enqueue($"{logLevel} {eventId.Name} {formatter(state, exception)}");

    void IDisposable.Dispose()
    {
    }
}
