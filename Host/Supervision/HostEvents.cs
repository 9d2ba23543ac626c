// Tells the application and the log what happens to workers, off the path of calls.
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FfiIsolation.Supervision;

internal sealed class HostEvents
{
    private const int MaxPending = 10_000;

    private readonly ILogger _log;
    private readonly Channel<Action> _pending;

    public HostEvents(ILoggerFactory? loggers)
    {
        _log = (loggers ?? NullLoggerFactory.Instance).CreateLogger("FfiIsolation.Host");
        _pending = Channel.CreateBounded<Action>(
            new BoundedChannelOptions(MaxPending) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Log.EventDropped(_log, MaxPending));
        _ = DeliverAsync();
    }

    public event EventHandler<SupervisionEventArgs>? Supervision;

    public event EventHandler<CrashReportedEventArgs>? Crash;

    public event EventHandler<WorkerOutputEventArgs>? Output;

    /// <summary>The application's host object, which its handlers see as the sender.</summary>
    public object? Sender { get; set; }

    public void Raise(SupervisionEventArgs happened)
    {
        switch (happened.Kind)
        {
            case SupervisionEventKind.WorkerStarted:
            case SupervisionEventKind.BudgetTrial:
            case SupervisionEventKind.BudgetRestored:
                Log.SupervisionStep(_log, happened.Kind, happened.Message);
                break;
            case SupervisionEventKind.BudgetSpent:
                Log.BudgetSpent(_log, happened.Message);
                break;
            default:
                Log.SupervisionWarning(_log, happened.Kind, happened.Message);
                break;
        }

        Call(() => Supervision?.Invoke(Sender, happened));
    }

    public void RaiseCrash(CrashReport report) => Call(() => Crash?.Invoke(Sender, new CrashReportedEventArgs(report)));

    public void RaiseOutput(int processId, string text, bool isError) => Output?.Invoke(Sender, new WorkerOutputEventArgs(processId, text, isError));

    /// <summary>No event is raised after those that are under way.</summary>
    public void Complete() => _pending.Writer.TryComplete();

    // Never on the thread that settles calls, since a handler may be slow or make a call itself; and one after the other, as they happened.
    private void Call(Action handlers) => _pending.Writer.TryWrite(handlers);

    private async Task DeliverAsync()
    {
        await foreach (Action handlers in _pending.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                handlers();
            }
            catch (Exception e)
            {
                // The application's own handler failed; supervision goes on.
                Log.HandlerFailed(_log, e);
            }
        }
    }
}
