namespace FfiIsolation.Cli.Demo;

/// <summary>What came of a demo.</summary>
internal sealed class DemoSummary
{
    public int Held { get; private set; }

    public int NotHeld { get; private set; }

    public int Skipped { get; private set; }

    public int Calls { get; set; }

    /// <summary>Calls that crashed, timed out or lost their worker.</summary>
    public int Deaths { get; set; }

    public bool AllHeld => NotHeld == 0;

    public void Add(ScenarioResult result)
    {
        Held += result == ScenarioResult.Held ? 1 : 0;
        NotHeld += result == ScenarioResult.NotHeld ? 1 : 0;
        Skipped += result == ScenarioResult.Skipped ? 1 : 0;
    }
}
