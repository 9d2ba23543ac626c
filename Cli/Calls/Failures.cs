using FfiIsolation.Cli.Commands;

namespace FfiIsolation.Cli.Calls;

/// <summary>What an exception of the host means: as outcome, as exit status, as report.</summary>
internal static class Failures
{
    /// <summary>The outcome, or null for an exception that no call ends with: a mistake of this program.</summary>
    public static Outcome? OutcomeOf(Exception error) => error switch
    {
        NativeCrashException => Outcome.Crashed,
        CppException => Outcome.Threw,
        BufferOverrunException => Outcome.Overran,
        CallTimeoutException => Outcome.TimedOut,
        WorkerLostException => Outcome.WorkerLost,
        CallFailedException => Outcome.Crashed,
        CallRejectedException => Outcome.Rejected,
        WorkerUnavailableException => Outcome.Unavailable,
        PlatformNotSupportedException => Outcome.Unavailable,
        ArgumentException => Outcome.Rejected,
        OperationCanceledException => Outcome.Cancelled,
        _ => null,
    };

    public static int ExitCodeOf(Outcome outcome, Exception? error) => outcome switch
    {
        Outcome.Completed => ExitCode.Completed,
        Outcome.Crashed or Outcome.Overran or Outcome.Threw or Outcome.WorkerLost => ExitCode.Failed,
        Outcome.TimedOut or Outcome.Cancelled => ExitCode.Stopped,
        Outcome.Unavailable => ExitCode.Unavailable,
        _ => error switch
        {
            LibraryNotFoundException or SymbolNotFoundException => ExitCode.NotFound,
            QueueFullException or QueueTimeoutException or FunctionQuarantinedException => ExitCode.Unavailable,
            _ => ExitCode.Usage,
        },
    };

    public static CrashReport? ReportOf(Exception? error) => error switch
    {
        NativeCrashException crash => crash.Report,
        CallTimeoutException timeout => timeout.Report,
        WorkerLostException lost => lost.Report,
        WorkerUnavailableException unavailable => unavailable.Report,
        _ => null,
    };
}
