namespace FfiIsolation.Overruns;

/// <summary>What a call did outside of one of its blocks.</summary>
/// <param name="Block">Its place among the blocks of the call.</param>
/// <param name="First">The first byte, from the block's start: negative before it.</param>
/// <param name="Last">The last byte that is known.</param>
internal readonly record struct OverrunFinding(int Block, long First, long Last, FaultAccess Access, ulong Row, int Thread, ulong[] Frames)
{
    /// <summary>Whether the worker saw it happen, and so knows in which row. Canaries are looked at when all rows have run.</summary>
    public bool IsCaughtInTheAct => Frames.Length > 0;
}
