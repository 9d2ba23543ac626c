// Tells the application and the log what happens to workers, off the path of calls.
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FfiIsolation.Supervision;

internal sealed class HostEvents(ILoggerFactory? loggers)
{
    private readonly ILogger _log = (loggers ?? NullLoggerFactory.Instance).CreateLogger("FfiIsolation.Host");

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

    private void Call(Action handlers)
    {
        // Never on the thread that settles calls: a handler may be slow, or make a call itself.
        _ = Task.Run(() =>
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
        });
    }
}
