// Tells the application and the log what happens to workers, off the path of calls.
using System.Threading.Channels;
using FfiIsolation.Diagnostics;
using Microsoft.Extensions.Logging;

namespace FfiIsolation.Supervision;

internal sealed class HostEvents
{
    private const int MaxPending = 10_000;

    /// <summary>As long as a report makes its reader wait.</summary>
    private static readonly TimeSpan s_longestDeath = TimeSpan.FromSeconds(5);

    private readonly ILogger _log;
    private readonly Channel<Step> _steps;
    private readonly Channel<Step> _output;

    private readonly HostTelemetry _telemetry;
    private readonly HostHistory _history;

    public HostEvents(ILoggerFactory? loggers, HostTelemetry telemetry, HostHistory history)
    {
        _telemetry = telemetry;
        _history = history;
        _log = loggers?.CreateLogger("FfiIsolation.Host") ?? NoLogger.Instance;
        _steps = Open("supervision");
        _output = Open("output");
    }

    public event EventHandler<SupervisionEventArgs>? Supervision;

    public event EventHandler<CrashReportedEventArgs>? Crash;

    public event EventHandler<WorkerOutputEventArgs>? Output;

    public event EventHandler<OwnershipEventArgs>? Ownership;

    public event EventHandler<SlowCallEventArgs>? SlowCall;

    public event EventHandler<ActionRefusedEventArgs>? Refused;

    /// <summary>The death that the present starts are for; null where there was none.</summary>
    public CrashReport? LastDeath { get; private set; }

    /// <summary>The application's host object, which its handlers see as the sender.</summary>
    public object? Sender { get; set; }

    public void Raise(SupervisionEventArgs happened)
    {
        Note(happened);
        _steps.Writer.TryWrite(new(null, () => Tell(happened)));
    }

    /// <summary>A worker ended unexpectedly. Told when all is known of it; its summary is made where nobody waits for it.</summary>
    public void RaiseDeath(CrashReport report)
    {
        LastDeath = report;
        Note(DeathOf(report, ""));
        _steps.Writer.TryWrite(new(report, () => TellDeath(report)));
    }

    /// <summary>Counts a death in one place. Does not throw, since somebody waits for the death: that it could not be counted there is told.</summary>
    /// <param name="by">What counts it, for a text.</param>
    public void Counting(CrashReport report, string by, Action count)
    {
        try
        {
            count();
        }
        catch (Exception e)
        {
            Raise(new SupervisionEventArgs(
                SupervisionEventKind.DeathNotCounted, $"The end of worker {report.Generation} (process {report.ProcessId}) could not be counted by {by}: {e.GetType().Name}: {e.Message}")
            {
                Generation = report.Generation,
                ProcessId = report.ProcessId,
                Failure = e,
            });
        }
    }

    /// <summary>Something happened because of a death.</summary>
    /// <param name="happened">What happened, for a text.</param>
    /// <param name="text">Made when all is known of the death, where nobody waits for it.</param>
    public void RaiseAfter(Func<string, SupervisionEventArgs> happened, Func<string> text)
    {
        SupervisionEventArgs noted = happened("");
        Note(noted);
        _steps.Writer.TryWrite(new(noted.Report, () => Tell(happened(text()))));
    }

    private void Tell(SupervisionEventArgs happened)
    {
        SupervisionLog.Write(_log, happened);
        Supervision?.Invoke(Sender, happened);
    }

    /// <summary>The host is ready.</summary>
    public void LogStart(NativeHostOptions options, LaneChoice lane, string workerPath) =>
        _steps.Writer.TryWrite(new(null, () => Log.HostStarted(_log, options.Name, options.MaxWorkers, options.Spares, lane, workerPath)));

    /// <summary>The host and all of its workers have ended.</summary>
    public void LogStop(NativeHostOptions options) => _steps.Writer.TryWrite(new(null, () => Log.HostStopped(_log, options.Name)));

    private void Note(SupervisionEventArgs happened)
    {
        _history.Note(happened);

        // The application's own listeners may throw, and those who raise events are in the middle of something.
        Guarded(() => _telemetry.Count(happened));
    }

    private static SupervisionEventArgs DeathOf(CrashReport report, string summary) =>
        new(SupervisionEventKind.WorkerDied, summary, report) { Generation = report.Generation, ProcessId = report.ProcessId };

    private void TellDeath(CrashReport report)
    {
        Tell(DeathOf(report, report.Summary));
        Crash?.Invoke(Sender, new CrashReportedEventArgs(report));
    }

    public void RaiseOwnership(OwnershipEventArgs happened) => _steps.Writer.TryWrite(new(null, () =>
    {
        Log.OwnershipMistake(_log, happened.Kind, happened.Message);
        Ownership?.Invoke(Sender, happened);
    }));

    /// <summary>A typed call came back with a warning, which its result has no place for.</summary>
    public void RaiseWarning(string prototype, string warning) => _steps.Writer.TryWrite(new(null, () => Log.CallWarning(_log, prototype, warning)));

    /// <summary>A declaration was bound that is not what its library says.</summary>
    public void RaiseMismatch(string prototype, string finding) => _steps.Writer.TryWrite(new(null, () => Log.DeclarationMismatch(_log, prototype, finding)));

    /// <summary>A declaration was bound of which nobody knows whether it is right.</summary>
    public void RaiseUnchecked(string prototype, string why) => _steps.Writer.TryWrite(new(null, () => Log.DeclarationUnchecked(_log, prototype, why)));

    /// <summary>A header cannot be read, or only in part.</summary>
    public void RaiseHeaderProblem(string problem) => _steps.Writer.TryWrite(new(null, () => Log.HeaderProblem(_log, problem)));

    public void RaiseSlowCall(SlowCallEventArgs happened) => _steps.Writer.TryWrite(new(null, () =>
    {
        Log.SlowCall(_log, happened, happened.Hang);
        SlowCall?.Invoke(Sender, happened);
    }));

    public void RaiseRefused(RefusedAction action)
    {
        Guarded(() => _telemetry.Count(action));
        _steps.Writer.TryWrite(new(null, () =>
        {
            Log.ActionRefused(_log, action.WorkerProcessId, action.ToString());
            Refused?.Invoke(Sender, new ActionRefusedEventArgs(action));
        }));
    }

    public void RaiseOutput(int processId, string text, bool isError) =>
        _output.Writer.TryWrite(new(null, () => Output?.Invoke(Sender, new WorkerOutputEventArgs(processId, text, isError))));

    /// <summary>No event is raised after those that are under way.</summary>
    public void Complete()
    {
        _steps.Writer.TryComplete();
        _output.Writer.TryComplete();
    }

    // Never on the threads that settle calls and watch processes, since a handler may be slow or make a call itself; and one after the other, as things happened.
    private Channel<Step> Open(string name)
    {
        Channel<Step> channel = Channel.CreateBounded<Step>(
            new BoundedChannelOptions(MaxPending) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Guarded(() => Log.EventDropped(_log, name, MaxPending)));

        // Not in the context of whoever started the host, whose activity would be that of every handler.
        ThreadPool.UnsafeQueueUserWorkItem(_ => DeliverAsync(channel.Reader).Observe(), null);
        return channel;
    }

    private async Task DeliverAsync(ChannelReader<Step> pending)
    {
        while (await pending.WaitToReadAsync().ConfigureAwait(false))
        {
            while (pending.TryRead(out Step? step))
            {
                await DeliverAsync(step).ConfigureAwait(false);
            }
        }
    }

    private async Task DeliverAsync(Step step)
    {
        try
        {
            if (step.About is { Known.IsCompleted: false } about)
            {
                await Task.WhenAny(about.Known, Task.Delay(s_longestDeath)).ConfigureAwait(false);
            }

            step.Handlers();
        }
        catch (Exception e)
        {
            // The application's own handler or logger failed; supervision goes on.
            Guarded(() => Log.HandlerFailed(_log, e));
        }
    }

    private static void Guarded(Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception)
        {
            // The application's logger or listener failed. There is nobody left to tell.
        }
    }

    /// <summary>Something to tell.</summary>
    /// <param name="About">The death that all has to be known of before; null for nothing to wait for.</param>
    private sealed record Step(CrashReport? About, Action Handlers);
}
