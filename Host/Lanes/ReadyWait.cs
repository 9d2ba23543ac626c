using FfiIsolation.Processes;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Lanes;

/// <summary>Waits for a started worker to serve its segment.</summary>
internal static class ReadyWait
{
    private const uint NotYet = 0;
    private const uint Served = 1;

    /// <summary>What the host itself writes when the process is gone: it ends the wait as the worker would have.</summary>
    private const uint Gone = 2;

    /// <returns>False when the process ended before.</returns>
    public static async Task<bool> UntilServedAsync(SegmentMapping mapping, ChildProcess process)
    {
        var end = new LaneEnd();
        Task<uint> changed = Wait(mapping, end);
        BlockedCaller.WaitForAny(changed, process.Exited);
        if (await Task.WhenAny(changed, process.Exited).ConfigureAwait(false) != changed)
        {
            end.IsOver = true;
            Tell(mapping);
        }

        // Waited for in any case: until then the memory is looked at.
        BlockedCaller.WaitForAny(changed);
        return await changed.ConfigureAwait(false) == Served && !process.Exited.IsCompleted;
    }

    private static unsafe Task<uint> Wait(SegmentMapping mapping, LaneEnd end) =>
        LaneWaiter.WaitAsync(mapping.Control(SegmentLayout.ControlReady), NotYet, end);

    private static unsafe void Tell(SegmentMapping mapping)
    {
        uint* ready = mapping.Control(SegmentLayout.ControlReady);
        Volatile.Write(ref *ready, Gone);
        Futex.Wake(ready);
    }
}
