namespace FfiIsolation.Supervision;

/// <summary>How many workers of a pool do what, and how many calls wait, at one moment.</summary>
/// <param name="Busy">With a call, or rented for one.</param>
/// <param name="Starting">For the pool, spares included; those that sessions wait for are counted with these.</param>
/// <param name="Sessions">Held by open sessions.</param>
/// <param name="Abandoned">Their callers have gone away while their calls run.</param>
/// <param name="Waiting">Calls without a worker.</param>
internal readonly record struct PoolCounts(int Idle, int Busy, int Starting, int Sessions, int Abandoned, int Waiting, bool IsDisposed, bool IsDraining);
