namespace FfiIsolation.Resilience.Chaos;

/// <summary>What came of one experiment, over all its runs.</summary>
internal sealed class Tally(string name)
{
    public string Name => name;

    public int Runs { get; private set; }

    public TimeSpan Time { get; private set; }

    public TimeSpan WorstRecovery { get; private set; }

    /// <summary>Why it was not done; null where it was.</summary>
    public string? Unavailable { get; set; }

    public Dictionary<OutcomeKind, long> Outcomes { get; } = [];

    public void Add(Scene scene, TimeSpan time)
    {
        Runs++;
        Time += time;
        WorstRecovery = scene.WorstRecovery > WorstRecovery ? scene.WorstRecovery : WorstRecovery;
        foreach (OutcomeKind kind in Enum.GetValues<OutcomeKind>())
        {
            Outcomes[kind] = Outcomes.GetValueOrDefault(kind) + scene.Ledger[kind];
        }
    }
}
