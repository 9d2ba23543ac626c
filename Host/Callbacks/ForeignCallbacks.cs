// Callbacks that no call on the worker's call thread makes: from threads of a library, during a call or after it. Each is answered on the pool.
using System.Runtime.ExceptionServices;
using FfiIsolation.Lanes;
using FfiIsolation.Rpc;
using FfiIsolation.SharedMemory;
using FfiIsolation.Supervision;

namespace FfiIsolation.Callbacks;

internal sealed class ForeignCallbacks
{
    private readonly WorkerCallbacks _callbacks;
    private readonly HostEvents _events;
    private readonly ForeignMemory _memory;

    /// <summary>By slot: whether the answer to its callback is under way. So there are never more of them than slots.</summary>
    private readonly bool[] _underWay = new bool[SegmentLayout.ForeignSlots];

    private ForeignCallbacks(WorkerCallbacks callbacks, HostEvents events)
    {
        _callbacks = callbacks;
        _events = events;
        _memory = new ForeignMemory(callbacks);
    }

    /// <summary>Answers them for as long as the worker lives.</summary>
    public static void Listen(WorkerCallbacks callbacks, HostEvents events) =>
        Task.Run(new ForeignCallbacks(callbacks, events).ListenAsync).Observe();

    private async Task ListenAsync()
    {
        // Ends by an exception, when the worker does: whoever calls it learns of that in its own way.
        IWorkerControl control = await _callbacks.Worker.ControlAsync().ConfigureAwait(false);
        while (true)
        {
            ForeignCallback callback = await control.NextCallbackAsync(CancellationToken.None).ConfigureAwait(false);
            if (callback.Slot is < 0 or >= SegmentLayout.ForeignSlots || Interlocked.Exchange(ref _underWay[callback.Slot], true))
            {
                // A thread that waits for its answer cannot call again.
                _callbacks.Worker.Kill(KillReason.ProtocolViolation);
                return;
            }

            Task.Run(() => AnswerAsync(control, callback)).Observe();
        }
    }

    private async Task AnswerAsync(IWorkerControl control, ForeignCallback callback)
    {
        byte[] answer;
        ExceptionDispatchInfo? error;
        try
        {
            answer = _callbacks.AnswerForeign(callback.Callback, _memory, out error);
        }
        catch (LaneBrokenException)
        {
            _callbacks.Worker.Kill(KillReason.ProtocolViolation);
            return;
        }

        if (error is not null)
        {
            // There is no call whose exception it could be.
            _events.Raise(new SupervisionEventArgs(
                SupervisionEventKind.CallbackFailed, $"A callback from a thread of worker {_callbacks.Worker.Generation}'s library threw {error.SourceException.GetType().Name}: {error.SourceException.Message}"));
        }

        Volatile.Write(ref _underWay[callback.Slot], false);
        await control.AnswerForeignAsync(new ForeignAnswer { Slot = callback.Slot, Answer = answer }).ConfigureAwait(false);
    }
}
