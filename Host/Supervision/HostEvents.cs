// Tells the application and the log what happens to workers, off the path of calls.
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FfiIsolation.Supervision;

internal sealed class HostEvents
{
    private const int MaxPending = 10_000;

    private readonly ILogger _log;
    private readonly Channel<Action> _steps;
    private readonly Channel<Action> _output;

    public HostEvents(ILoggerFactory? loggers)
    {
        _log = (loggers ?? NullLoggerFactory.Instance).CreateLogger("FfiIsolation.Host");
        _steps = Open("supervision");
        _output = Open("output");
    }

    public event EventHandler<SupervisionEventArgs>? Supervision;

    public event EventHandler<CrashReportedEventArgs>? Crash;

    public event EventHandler<WorkerOutputEventArgs>? Output;

    public event EventHandler<OwnershipEventArgs>? Ownership;

    public event EventHandler<ActionRefusedEventArgs>? Refused;

    /// <summary>The death that the present starts are for; null where there was none.</summary>
    public CrashReport? LastDeath { get; private set; }

    /// <summary>The application's host object, which its handlers see as the sender.</summary>
    public object? Sender { get; set; }

    public void Raise(SupervisionEventArgs happened) => _steps.Writer.TryWrite(() =>
    {
        LogStep(happened);
        Supervision?.Invoke(Sender, happened);
    });

    /// <summary>A worker ended unexpectedly. Its summary is made where nobody waits for it.</summary>
    public void RaiseDeath(CrashReport report)
    {
        LastDeath = report;
        _steps.Writer.TryWrite(() => TellDeath(report));
    }

    private void TellDeath(CrashReport report)
    {
        var died = new SupervisionEventArgs(SupervisionEventKind.WorkerDied, report.Summary, report);
        LogStep(died);
        Supervision?.Invoke(Sender, died);
        Crash?.Invoke(Sender, new CrashReportedEventArgs(report));
    }

    public void RaiseOwnership(OwnershipEventArgs happened) => _steps.Writer.TryWrite(() =>
    {
        Log.OwnershipMistake(_log, happened.Kind, happened.Message);
        Ownership?.Invoke(Sender, happened);
    });

    public void RaiseRefused(RefusedAction action) => _steps.Writer.TryWrite(() =>
    {
        Log.ActionRefused(_log, action.WorkerProcessId, action.ToString());
        Refused?.Invoke(Sender, new ActionRefusedEventArgs(action));
    });

    public void RaiseOutput(int processId, string text, bool isError) =>
        _output.Writer.TryWrite(() => Output?.Invoke(Sender, new WorkerOutputEventArgs(processId, text, isError)));

    /// <summary>No event is raised after those that are under way.</summary>
    public void Complete()
    {
        _steps.Writer.TryComplete();
        _output.Writer.TryComplete();
    }

    private void LogStep(SupervisionEventArgs happened)
    {
        switch (happened.Kind)
        {
            case SupervisionEventKind.WorkerStarted:
            case SupervisionEventKind.BudgetTrial:
            case SupervisionEventKind.BudgetRestored:
            case SupervisionEventKind.WorkerRecycled:
            case SupervisionEventKind.WorkerRetired:
            case SupervisionEventKind.QuarantineTrial:
            case SupervisionEventKind.QuarantineEnded:
            case SupervisionEventKind.QuarantinePardoned:
                Log.SupervisionStep(_log, happened.Kind, happened.Message, happened.Report?.Summary);
                break;
            case SupervisionEventKind.BudgetSpent:
                Log.BudgetSpent(_log, happened.Message, happened.Report);
                break;
            default:
                Log.SupervisionWarning(_log, happened.Kind, happened.Message, happened.Report);
                break;
        }
    }

    // Never on the threads that settle calls and watch processes, since a handler may be slow or make a call itself; and one after the other, as things happened.
    private Channel<Action> Open(string name)
    {
        Channel<Action> channel = Channel.CreateBounded<Action>(
            new BoundedChannelOptions(MaxPending) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Guarded(() => Log.EventDropped(_log, name, MaxPending)));
        _ = DeliverAsync(channel.Reader);
        return channel;
    }

    private async Task DeliverAsync(ChannelReader<Action> pending)
    {
        await foreach (Action handlers in pending.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                handlers();
            }
            catch (Exception e)
            {
                // The application's own handler or logger failed; supervision goes on.
                Guarded(() => Log.HandlerFailed(_log, e));
            }
        }
    }

    private static void Guarded(Action log)
    {
        try
        {
            log();
        }
        catch (Exception)
        {
            // The application's logger failed. There is nobody left to tell.
        }
    }
}
