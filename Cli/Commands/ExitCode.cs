namespace FfiIsolation.Cli.Commands;

/// <summary>The exit statuses of <c>ffi</c>, after sysexits.h where it has one that fits.</summary>
internal static class ExitCode
{
    /// <summary>Every call completed.</summary>
    public const int Completed = 0;

    /// <summary>A demo ran, and something in it went otherwise than expected; or a declaration is not what the library says.</summary>
    public const int NotAsExpected = 1;

    /// <summary>EX_USAGE: bad usage, prototype or argument; a scenario that cannot be read.</summary>
    public const int Usage = 64;

    /// <summary>EX_NOINPUT: no such library, or no such symbol in it.</summary>
    public const int NotFound = 66;

    /// <summary>EX_UNAVAILABLE: no worker can be had, or the function is quarantined.</summary>
    public const int Unavailable = 69;

    /// <summary>EX_SOFTWARE: the native code crashed, threw or left a buffer, or its worker was lost.</summary>
    public const int Failed = 70;

    /// <summary>EX_IOERR: standard output or error, or the file of <c>ffi bind --output</c>, cannot be written.</summary>
    public const int InputOutput = 74;

    /// <summary>EX_TEMPFAIL: timed out or cancelled.</summary>
    public const int Stopped = 75;

    // From best to worst: what never ran, then what was stopped, then what went wrong while it ran.
    private static readonly int[] BySeverity = { Completed, Usage, NotFound, Unavailable, Stopped, Failed };

    /// <summary>The worse of two exit statuses of calls.</summary>
    public static int Worse(int left, int right) => Array.IndexOf(BySeverity, left) >= Array.IndexOf(BySeverity, right) ? left : right;
}
