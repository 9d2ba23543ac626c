namespace FfiIsolation.Crashes;

/// <summary>How a process ended, from the status that wait4 gives: exit(139) and SIGSEGV are different things here.</summary>
internal readonly record struct ExitStatus(int? Signal, int? ExitCode, bool DumpedCore)
{
    /// <summary>Null for a status that says no end (stopped, continued).</summary>
    public static ExitStatus? Decode(int waitStatus)
    {
        var low = waitStatus & 0x7F;
        if (low == 0)
            return new ExitStatus(null, (waitStatus >> 8) & 0xFF, false);
        return low == 0x7F ? null : new ExitStatus(low, null, (waitStatus & 0x80) != 0);
    }
}
