using System.Collections.Immutable;

namespace FfiIsolation.Cli.Scenarios;

/// <summary>Steps that share one worker.</summary>
/// <param name="Heap">How the memory is watched that they allocate there.</param>
internal sealed record SessionStep(int Line, ImmutableArray<Step> Steps, HeapGuarding Heap) : Step(Line);
