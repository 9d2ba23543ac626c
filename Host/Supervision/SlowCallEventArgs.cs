namespace FfiIsolation;

/// <summary>A call takes longer than <see cref="NativeHostOptions.SlowCallThreshold"/>. It goes on.</summary>
public sealed class SlowCallEventArgs : EventArgs
{
    internal SlowCallEventArgs(CrashedCall call, TimeSpan elapsed, HangReport hang, int processId, int generation)
    {
        Call = call;
        Elapsed = elapsed;
        Hang = hang;
        ProcessId = processId;
        Generation = generation;
    }

    /// <summary>The call, its arguments as they were passed.</summary>
    public CrashedCall Call { get; }

    /// <summary>How long it had run when it was looked at. Precise to about 20 milliseconds.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>What it did at that moment, with its native stack.</summary>
    public HangReport Hang { get; }

    /// <summary>The worker's process id.</summary>
    public int ProcessId { get; }

    /// <summary>The worker's number in the order of starts.</summary>
    public int Generation { get; }

    /// <summary>One line: <c>sleep_for(600) has run for 0.11 s and goes on; it was sleeping (clock_nanosleep) in nanosleep, called by sleep_for</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Call} has run for {Elapsed.TotalSeconds:0.###} s and goes on; it was {Hang.Description}");
}
