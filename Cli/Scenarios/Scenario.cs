using System.Collections.Immutable;

namespace FfiIsolation.Cli.Scenarios;

/// <summary>A scenario as its file says it.</summary>
internal sealed record Scenario
{
    /// <summary>The file's name without <c>.ffi</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>Libraries without which it is skipped.</summary>
    public ImmutableArray<string> Needs { get; init; } = ImmutableArray<string>.Empty;

    /// <summary>How often workers may be replaced; null for no limit.</summary>
    public RestartBudget? Budget { get; init; }

    /// <summary>When functions that keep killing workers are refused; null for never.</summary>
    public QuarantinePolicy? Quarantine { get; init; }

    /// <summary>Whether what the supervisor does is part of the story.</summary>
    public bool IsAboutSupervision => Budget is { Restarts: not null } || Quarantine is { FunctionDeaths: not null };

    /// <summary>How many started workers wait to take over; null for the host's default.</summary>
    public int? Spares { get; init; }

    /// <summary>What it does, in order.</summary>
    public required ImmutableArray<Step> Steps { get; init; }
}
