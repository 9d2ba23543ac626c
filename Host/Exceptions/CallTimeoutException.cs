namespace FfiIsolation;

/// <summary>A call did not end within its timeout; its worker was killed.</summary>
public sealed class CallTimeoutException : CallFailedException
{
    private readonly Lazy<string> _message;

    internal CallTimeoutException(string function, TimeSpan timeout, CrashReport report, Exception? thrownInCallback = null)
        : base("", thrownInCallback)
    {
        Timeout = timeout;
        Report = report;
        _message = new Lazy<string>(() => Describe(function, timeout, report));
    }

    /// <summary>The timeout that passed.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>What is known of the killed worker; <see cref="CrashReport.Hang"/> says what the call did.</summary>
    public CrashReport Report { get; }

    /// <summary>The native stack of the call that did not return, innermost frame first; empty where it could not be read, and <see cref="HangReport.StackRemark"/> says why.
    /// Worked out when it is first asked for.</summary>
    public IReadOnlyList<StackFrame> Stack => Report.Stack;

    /// <summary>One line: the function (of many calls, which of them), its timeout, what it did.</summary>
    public override string Message => _message.Value;

    private static string Describe(string function, TimeSpan timeout, CrashReport report)
    {
        string which = report.Call is { } call && call.Function == function ? call.Which : "";
        string callback = report.Call?.Callback is { } name ? $", while its callback {name} ran" : "";
        string did = callback.Length == 0 && report.Hang is { State: not HangState.Unknown } hang ? $" (it was {hang.Description})" : "";
        return $"{function}{which} did not return within {timeout.TotalSeconds:0.###} s{callback}{did}; its worker (process {report.ProcessId}) was killed.";
    }

    /// <summary>The exception as usual, and the report with the stack of the call.</summary>
    public override string ToString() => $"{base.ToString()}{Environment.NewLine}{Report}";
}
