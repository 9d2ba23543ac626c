namespace FfiIsolation;

/// <summary>The call's worker ended for a reason that is not the call's, or the result was lost on its way.</summary>
public sealed class WorkerLostException : CallFailedException
{
    internal WorkerLostException(string message, bool started, CrashReport? report, Exception? innerException = null, SessionLoss? loss = null)
        : base(message, innerException)
    {
        Started = started;
        Report = report;
        Loss = loss;
    }

    /// <summary>Whether native code may have been entered. False: nothing ran, and the call can safely be made again.</summary>
    public bool Started { get; }

    /// <summary>What is known of the worker's death.</summary>
    public CrashReport? Report { get; }

    /// <summary>What the session lost with its worker: its handles and rented buffers by name; null for a call of no session, and for the call that was on board.</summary>
    public SessionLoss? Loss { get; }
}
