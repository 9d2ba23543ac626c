using FfiIsolation.Calls;

namespace FfiIsolation.Lanes;

/// <summary>What carries a call image to one worker and its result back. One call at a time, and those within its callbacks.</summary>
internal interface ICallLane
{
    /// <summary>Answers callbacks. Where there is none, no worker has a reason to call back.</summary>
    ICallbackAnswerer? Callbacks { get; set; }

    /// <summary>Whether an answer that comes soon is met by looking for it, in less time than a thread takes to sleep and wake.</summary>
    bool IsLookedAt { get; }

    /// <summary>Many calls are about to come, one right after the other. Said by whoever has the worker.</summary>
    void ExpectCalls();

    /// <summary>Carries a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="frame">0, or the frame of the callback within which the call is made.</param>
    /// <exception cref="LaneBrokenException">The other end is gone, or said something it cannot have meant.</exception>
    Task<LaneReply> CarryAsync(PreparedCall call, ulong sequence, int frame);

    /// <summary>Begins to carry a call on frame 0, on its caller's thread as long as that need not wait.</summary>
    /// <returns>null where the answer came at once: the call then is as after <see cref="Carry"/>. Otherwise what goes on.</returns>
    /// <exception cref="LaneBrokenException">The other end is gone, or said something it cannot have meant.</exception>
    Task<LaneReply>? CarryOrStart(PreparedCall call, ulong sequence);

    /// <summary>
    /// Carries a call on the thread of its caller, who waits: its buffers are read and written in place, and what else came back is kept in the
    /// call, checked.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="frame">0, or the frame of the callback within which the call is made.</param>
    /// <exception cref="LaneBrokenException">The other end is gone, or said something it cannot have meant.</exception>
    void Carry(PreparedCall call, ulong sequence, int frame);
}
