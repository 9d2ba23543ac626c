using System.Collections.Immutable;

namespace FfiIsolation.Cli.Scenarios;

/// <summary>Steps that share one worker.</summary>
internal sealed record SessionStep(int Line, ImmutableArray<Step> Steps) : Step(Line);
