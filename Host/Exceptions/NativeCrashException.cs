namespace FfiIsolation;

/// <summary>The native function ended its worker process: by a signal, an abort or an exit. The host is well.</summary>
public sealed class NativeCrashException : CallFailedException
{
    internal NativeCrashException(CrashReport report, Exception? thrownInCallback = null)
        : base("", thrownInCallback) => Report = report;

    /// <summary>Everything that is known of the death.</summary>
    public CrashReport Report { get; }

    /// <summary>One line: the function, the signal, the address.</summary>
    public override string Message => Report.Summary;
}
