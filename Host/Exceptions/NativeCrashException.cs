namespace FfiIsolation;

/// <summary>The native function ended its worker process: by a signal, an abort or an exit. The host is well.</summary>
public sealed class NativeCrashException : CallFailedException
{
    internal NativeCrashException(CrashReport report, Exception? thrownInCallback = null)
        : base("", thrownInCallback) => Report = report;

    /// <summary>Everything that is known of the death. The exception can be there while the worker still dies; the report waits for the rest when it is read.</summary>
    public CrashReport Report { get; }

    /// <summary>One line: the function, the signal, the address. Waits for the end of the worker's process, as <see cref="Report"/> does.</summary>
    public override string Message => Report.Summary;
}
