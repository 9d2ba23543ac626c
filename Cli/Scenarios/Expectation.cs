using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Scenarios;

/// <summary>What a scenario expects of a call.</summary>
internal abstract record Expectation
{
    /// <summary>Looks at what happened: null where it is as expected, otherwise what it is instead, in a few words.</summary>
    public abstract string? Contradiction(CallOutcome outcome);

    /// <summary>As the scenario wrote it, behind <c>expect</c>.</summary>
    public abstract override string ToString();
}
