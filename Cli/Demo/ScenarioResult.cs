namespace FfiIsolation.Cli.Demo;

/// <summary>What came of one scenario.</summary>
internal enum ScenarioResult
{
    /// <summary>Everything was as expected.</summary>
    Held,

    /// <summary>Something was not.</summary>
    NotHeld,

    /// <summary>A library that it needs is not on this machine.</summary>
    Skipped,
}
