namespace FfiIsolation;

/// <summary>A worker ended unexpectedly.</summary>
public sealed class CrashReportedEventArgs : EventArgs
{
    internal CrashReportedEventArgs(CrashReport report) => Report = report;

    /// <summary>What is known of it.</summary>
    public CrashReport Report { get; }
}
