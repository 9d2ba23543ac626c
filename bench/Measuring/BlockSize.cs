namespace FfiIsolation.Measuring;

/// <summary>How many operations are timed together.</summary>
internal static class BlockSize
{
    /// <summary>From here on an operation is timed alone: reading the clock costs some 25 ns.</summary>
    public const double TimedAlone = 1_000;

    /// <summary>What a block lasts, in nanoseconds: long against the clock, short against a time slice.</summary>
    public const double Aim = 50_000;

    public static int For(double nanosecondsPerOperation) =>
        nanosecondsPerOperation >= TimedAlone ? 1 : (int)Math.Ceiling(Aim / Math.Max(nanosecondsPerOperation, 1));
}
