namespace FfiIsolation.Diagnostics;

/// <summary>How a call ended, in one word: each call has exactly one.</summary>
internal static class CallOutcome
{
    public const string Completed = "completed";
    public const string Threw = "threw";
    public const string Crashed = "crashed";
    public const string Overran = "overran";
    public const string TimedOut = "timed_out";
    public const string Cancelled = "cancelled";
    public const string Lost = "lost";
    public const string Rejected = "rejected";

    public static IReadOnlyList<string> All { get; } = [Completed, Threw, Crashed, Overran, TimedOut, Cancelled, Lost, Rejected];

    /// <param name="failure">What the caller gets; null for a result.</param>
    /// <param name="hasRun">Whether the function is known to have come back all the same, so that the exception is a callback's.</param>
    public static string Of(Exception? failure, bool hasRun, CancellationToken token) => failure switch
    {
        null => Completed,
        NativeCrashException => Crashed,
        CallTimeoutException => TimedOut,
        WorkerLostException => Lost,
        CppException => Threw,
        BufferOverrunException => Overran,
        OperationCanceledException when token.IsCancellationRequested => Cancelled,
        ArgumentException or CallRejectedException or WorkerUnavailableException or ObjectDisposedException when !hasRun => Rejected,
        _ => Threw,
    };

    /// <summary>The report that an exception brings; null where it has none.</summary>
    public static CrashReport? ReportOf(Exception? failure) => failure switch
    {
        NativeCrashException crash => crash.Report,
        CallTimeoutException timeout => timeout.Report,
        WorkerLostException lost => lost.Report,
        _ => null,
    };
}
