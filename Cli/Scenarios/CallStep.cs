using System.Collections.Immutable;
using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Scenarios;

/// <summary>A call, and what is expected of it.</summary>
internal sealed record CallStep(int Line, CallRequest Request) : Step(Line)
{
    /// <summary>The name by which later calls know the result; null where they need not.</summary>
    public string? ResultName { get; init; }

    /// <summary>How often it is made, one after the other; each must end as expected.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>What is timed; null where nothing is.</summary>
    public Timing? Timing { get; init; }

    public ImmutableArray<Expectation> Expectations { get; init; } = ImmutableArray<Expectation>.Empty;
}
