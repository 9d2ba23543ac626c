using FfiIsolation.Quarantining;

namespace FfiIsolation;

/// <summary>What is in quarantine, and why.</summary>
public sealed record QuarantineEntry
{
    /// <summary>Whether it is a function, a function with the same arguments, or a library.</summary>
    public required QuarantineScope Scope { get; init; }

    /// <summary>The function's prototype; null for a library.</summary>
    public Prototype? Prototype { get; init; }

    /// <summary>The library's file.</summary>
    public required string LibraryPath { get; init; }

    /// <summary>The workers that it ended within <see cref="Window"/>; once it is in quarantine, those of failed trials come on top.</summary>
    public required int Deaths { get; init; }

    /// <summary>The time over which deaths were counted.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>The last of these deaths, newest last; 3 at most.</summary>
    public required IReadOnlyList<CrashReport> Reports { get; init; }

    /// <summary>The time until a call is made as a trial; zero where one may be made now, or is under way.</summary>
    public required TimeSpan RetryAfter { get; init; }

    internal QuarantineCircuit? Circuit { get; init; }

    internal string What => Scope switch
    {
        QuarantineScope.Function => Prototype!.Name,
        QuarantineScope.Arguments => $"{Prototype!.Name} with these arguments",
        _ => LibraryPath,
    };

    /// <summary>It in plain English.</summary>
    public override string ToString()
    {
        string when = Scope == QuarantineScope.Library ? "While it was loaded or unloaded, " : "";
        string next = RetryAfter == TimeSpan.Zero ? "It may be tried again now." : $"It is tried again in {RetryAfter.TotalSeconds:0.#} s.";
        return $"{What} is in quarantine. {when}{Deaths} workers ended within {Window.TotalSeconds:0.###} s. {next}";
    }
}
