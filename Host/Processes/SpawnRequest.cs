namespace FfiIsolation.Processes;

/// <summary>What to start: pure data, decided elsewhere.</summary>
/// <param name="Segment">The descriptor that becomes descriptor 3 of the child.</param>
/// <param name="Listener">The descriptor that becomes descriptor 4 of the child; null for none.</param>
/// <param name="Heap">The descriptor that becomes descriptor 5 of the child; null for none.</param>
internal sealed record SpawnRequest(string Path, IReadOnlyList<string> Environment, int Segment, int? Listener, ProcessOutput Output, int? Heap = null);
