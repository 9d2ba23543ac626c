using FfiIsolation.Calls;

namespace FfiIsolation.Lanes;

/// <summary>What carries a call image to one worker and its result back. One call at a time.</summary>
internal interface ICallLane
{
    /// <summary>Carries a call.</summary>
    /// <exception cref="LaneBrokenException">The other end is gone, or said something it cannot have meant.</exception>
    Task<LaneReply> CarryAsync(PreparedCall call, ulong sequence);

    /// <summary>
    /// Carries a call on the thread of its caller, who waits: its buffers are read and written in place, and what else came back is kept in the
    /// call, checked.
    /// </summary>
    /// <exception cref="LaneBrokenException">The other end is gone, or said something it cannot have meant.</exception>
    void Carry(PreparedCall call, ulong sequence);
}
