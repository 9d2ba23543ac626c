namespace FfiIsolation.Hangs;

/// <summary>What was seen of a worker whose call did not return, while it lived.</summary>
/// <param name="CallThread">The thread that makes the calls.</param>
/// <param name="Others">The other threads, the worker's own among them, as far as they were looked at.</param>
/// <param name="ThreadCount">The number of all its threads.</param>
/// <param name="Map">The text of its memory map.</param>
internal sealed record HangCapture(ThreadFacts CallThread, IReadOnlyList<ThreadFacts> Others, int ThreadCount, ReadOnlyMemory<byte> Map);
