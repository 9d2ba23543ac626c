namespace FfiIsolation;

/// <summary>A call did not end within its timeout; its worker was killed.</summary>
public sealed class CallTimeoutException : CallFailedException
{
    internal CallTimeoutException(string function, TimeSpan timeout, CrashReport report)
        : base($"{function} did not return within {timeout.TotalSeconds:0.###} s; its worker (process {report.ProcessId}) was killed.")
    {
        Timeout = timeout;
        Report = report;
    }

    /// <summary>The timeout that passed.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>What is known of the killed worker.</summary>
    public CrashReport Report { get; }
}
