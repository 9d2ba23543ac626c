// What a call can call back, and the calls that are made within a callback.
using System.Runtime.ExceptionServices;
using FfiIsolation.Callbacks;
using FfiIsolation.Calls;
using FfiIsolation.Lanes;
using FfiIsolation.Rpc;
using FfiIsolation.SharedMemory;
using FfiIsolation.Supervision;

namespace FfiIsolation.Workers;

internal sealed partial class WorkerProcess
{
    /// <summary>Tells calls within callbacks from those on frame 0, whose numbers have 56 bits.</summary>
    private const ulong WithinFlag = 1UL << 56;

    private WorkerCallbacks? _callbacks;
    private ulong _within;

    /// <summary>The callbacks that were bound in this worker; null where there are none yet. Set once, by whoever has the worker.</summary>
    public WorkerCallbacks? Callbacks
    {
        get => _callbacks;
        set
        {
            _callbacks = value;
            _lane.Callbacks = value;
        }
    }

    /// <summary>The requests that are not calls; connects for them if nothing has before.</summary>
    public Task<IWorkerControl> ControlAsync() => _parts.Link.ControlAsync();

    /// <summary>Makes a call within a callback, on the thread that runs it. The time of the call that called back is its time too.</summary>
    /// <param name="copies">Whether the outputs go into <paramref name="reply"/> and not into the caller's buffers.</param>
    private void CallWithin(int frame, PreparedCall call, ulong address, out LaneReply reply, bool copies = false)
    {
        if (frame == SegmentLayout.Frames - 1)
        {
            throw new CallRejectedException($"{call.Function.Prototype.Name} would be the {SegmentLayout.Frames}th call within callbacks, which is too deep.");
        }

        WorkerCallbacks callbacks = _callbacks!;
        ulong sequence = WithinFlag | ++_within;
        ExceptionDispatchInfo? thrown;
        callbacks.Begin(frame, call);
        try
        {
            Images.CallImageWriter.Address(call.Image, address, sequence);
            reply = copies ? _lane.CarryAsync(call, sequence, frame).GetAwaiter().GetResult() : default;
            if (copies)
            {
                call.Check(reply);
            }
            else
            {
                _lane.Carry(call, sequence, frame);
            }

            if (PreparedCall.EndedItsThread(copies ? reply.Result : call.Result))
            {
                Kill(KillReason.ThreadExited);
                throw CallSettlement.FromDeath(_death.Task.GetAwaiter().GetResult(), call, _timeout, null);
            }
        }
        catch (LaneBrokenException e)
        {
            throw CallSettlement.FromDeath(Ending(e), call, _timeout, null);
        }
        finally
        {
            thrown = callbacks.End(frame, call);
            if (State.IsGone)
            {
                call.Hold();
            }
        }

        call.HasRun = true;
        LogEnd(call);
        thrown?.Throw();
    }

    /// <summary>The worker ended while a delegate runs that nobody can stop: its caller does not wait for it, the memory of the lane does.</summary>
    private Exception Abandoned(Task<LaneReply> carrying, PreparedCall call, TimeSpan timeout)
    {
        carrying.Observe();
        _ = carrying.ContinueWith(_ => _parts.Link.Release(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return CallSettlement.FromDeath(_death.Task.GetAwaiter().GetResult(), call, timeout, null);
    }
}
