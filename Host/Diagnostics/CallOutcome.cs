using FfiIsolation.Images;

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

    /// <summary>How a call of a list ended; null for one to which the list did not come.</summary>
    /// <param name="state">What its list knows of it; null where nobody knows.</param>
    /// <param name="failure">What the list ended with; null where it ran, or stopped.</param>
    /// <param name="isItsOwn">Whether that is this call's doing.</param>
    /// <param name="noneRan">Whether no call of the list ran.</param>
    /// <param name="ofList">How the list ended.</param>
    public static string? OfListed(ListedState? state, Exception? failure, bool isItsOwn, bool noneRan, string ofList) => state switch
    {
        _ when isItsOwn => ofList,
        _ when noneRan => failure is WorkerLostException ? Lost : Rejected,
        ListedState.Completed or ListedState.Stopped => Completed,
        ListedState.Threw => Threw,
        ListedState.Unfit => Rejected,
        ListedState.NotRun => null,
        _ => failure is OperationCanceledException ? ofList : Lost,
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
