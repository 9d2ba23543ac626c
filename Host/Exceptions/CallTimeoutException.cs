namespace FfiIsolation;

/// <summary>A call did not end within its timeout; its worker was killed.</summary>
public sealed class CallTimeoutException : CallFailedException
{
    internal CallTimeoutException(string function, TimeSpan timeout, CrashReport report, Exception? thrownInCallback = null)
        : base(Describe(function, timeout, report), thrownInCallback)
    {
        Timeout = timeout;
        Report = report;
    }

    /// <summary>The timeout that passed.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>What is known of the killed worker.</summary>
    public CrashReport Report { get; }

    private static string Describe(string function, TimeSpan timeout, CrashReport report)
    {
        string callback = report.Call?.Callback is { } name ? $", while its callback {name} ran" : "";
        return $"{function} did not return within {timeout.TotalSeconds:0.###} s{callback}; its worker (process {report.ProcessId}) was killed.";
    }
}
