using Microsoft.Extensions.Logging;

namespace FfiIsolation.Supervision;

/// <summary>The log entry of each step of supervision.</summary>
internal static class SupervisionLog
{
    public static void Write(ILogger log, SupervisionEventArgs happened)
    {
        switch (happened.Kind)
        {
            case SupervisionEventKind.WorkerStarted:
                Log.WorkerStarted(log, happened.Generation, happened.ProcessId);
                break;
            case SupervisionEventKind.WorkerDied:
                Log.WorkerDied(log, happened.Generation, happened.ProcessId, happened.Report);
                break;
            case SupervisionEventKind.WorkerStopped:
                Log.WorkerStopped(log, happened.Message);
                break;
            case SupervisionEventKind.DeathNotCounted:
                Log.DeathNotCounted(log, happened.Message, happened.Failure);
                break;
            case SupervisionEventKind.StartRetried:
                Log.StartRetried(log, happened.Message, happened.Report?.Summary);
                break;
            case SupervisionEventKind.StartFailed:
                Log.StartFailed(log, happened.Message);
                break;
            case SupervisionEventKind.CallRetried:
                Log.CallRetried(log, happened.Message, happened.Attempt);
                break;
            case SupervisionEventKind.BudgetSpent:
                Log.BudgetSpent(log, happened.Message, happened.Report);
                break;
            case SupervisionEventKind.BudgetTrial:
                Log.BudgetTrial(log, happened.Message, happened.Report?.Summary);
                break;
            case SupervisionEventKind.BudgetRestored:
                Log.BudgetRestored(log, happened.Message, happened.Report?.Summary);
                break;
            case SupervisionEventKind.CallbackFailed:
                Log.CallbackFailed(log, happened.Message);
                break;
            case SupervisionEventKind.SessionRestarted:
                Log.SessionRestarted(log, happened.Message, happened.Report);
                break;
            case SupervisionEventKind.WorkerRecycled:
                Log.WorkerRecycled(log, happened.Message);
                break;
            case SupervisionEventKind.WorkerRetired:
                Log.WorkerRetired(log, happened.Message);
                break;
            case SupervisionEventKind.QuarantineBegan:
                Log.QuarantineBegan(log, happened.Message, happened.Report);
                break;
            case SupervisionEventKind.QuarantineTrial:
                Log.QuarantineTrial(log, happened.Message);
                break;
            case SupervisionEventKind.QuarantineEnded:
                Log.QuarantineEnded(log, happened.Message);
                break;
            case SupervisionEventKind.QuarantinePardoned:
                Log.QuarantinePardoned(log, happened.Message);
                break;
            default:
                Log.SupervisionStep(log, happened.Kind, happened.Message, happened.Report);
                break;
        }
    }
}
