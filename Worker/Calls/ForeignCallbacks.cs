// Callbacks from other threads than the call thread, for a host that asks for them by JSON-RPC.
using System.Threading.Channels;
using FfiIsolation.Rpc;
using FfiIsolation.SharedMemory;
using FfiIsolation.Worker.Native;

namespace FfiIsolation.Worker.Calls;

internal sealed class ForeignCallbacks(WorkerSegment segment)
{
    private readonly Lock _lock = new();

    /// <summary>Slots that were taken for the host; there are no more than slots.</summary>
    private readonly Channel<int> _taken = Channel.CreateUnbounded<int>();

    // Guarded by the lock.
    private readonly bool[] _unanswered = new bool[SegmentLayout.ForeignSlots];
    private bool _watches;

    /// <summary>Completes when a thread of a library calls back.</summary>
    public async Task<ForeignCallback> NextAsync(CancellationToken cancellationToken)
    {
        Watch();
        int slot = await _taken.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            _unanswered[slot] = true;
            return new ForeignCallback { Slot = slot, Callback = CallbackBytes.Used(segment.ForeignSlot(slot)) };
        }
    }

    /// <summary>Lets the thread that waits go on.</summary>
    public void Answer(ForeignAnswer answer)
    {
        lock (_lock)
        {
            if (answer.Slot is < 0 or >= SegmentLayout.ForeignSlots || !_unanswered[answer.Slot] || answer.Answer.Length != CallbackLayout.AnswerSize)
            {
                throw new InvalidDataException($"No callback in slot {answer.Slot} waits for this answer of {answer.Answer.Length} bytes.");
            }

            _unanswered[answer.Slot] = false;
            answer.Answer.CopyTo(segment.ForeignSlot(answer.Slot)[CallbackLayout.Answer..]);
        }

        NativeLane.AnswerForeign((uint)answer.Slot);
    }

    /// <summary>The thread is made when the host first asks: most hosts bind no callbacks.</summary>
    private void Watch()
    {
        lock (_lock)
        {
            if (_watches)
            {
                return;
            }

            _watches = true;
        }

        new Thread(() =>
        {
            while (true)
            {
                _taken.Writer.TryWrite((int)NativeLane.NextForeign());
            }
        })
        { IsBackground = true }.Start();
    }
}
