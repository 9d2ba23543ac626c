// A callback that runs on this thread while its native call waits: calls of the same worker that are made meanwhile are made within it, on the
// next frame of the lane.
using FfiIsolation.Calls;
using FfiIsolation.Libraries;
using FfiIsolation.Workers;

namespace FfiIsolation.Callbacks;

internal sealed class CallbackScope(WorkerCallbacks callbacks, int frame) : ICallbackMemory
{
    /// <summary>The callback that this thread runs; null for none.</summary>
    public static CallbackScope? Current
    {
        get => CallThread.Current.Callback;
        set => CallThread.Current.Callback = value;
    }

    public WorkerProcess Worker => callbacks.Worker;

    /// <summary>Cancelled when the worker of the call that called back is gone.</summary>
    public CancellationToken Aborted => callbacks.Aborted;

    /// <summary>The frame on which calls within the callback are made.</summary>
    public int Frame => frame;

    /// <summary>The callback within which this one runs, of another worker or of the same; null for none. Set while it runs.</summary>
    public CallbackScope? Before { get; set; }

    /// <summary>The callback that this thread runs for this worker, the innermost of several; null for none. Callbacks of other workers may run within it.</summary>
    public static CallbackScope? On(WorkerProcess worker)
    {
        CallbackScope? scope = Current;
        while (scope is not null && !ReferenceEquals(scope.Worker, worker))
        {
            scope = scope.Before;
        }

        return scope;
    }

    /// <summary>The call that called back.</summary>
    public PreparedCall? Outer => callbacks.CallOn(frame - 1);

    public NativePointer PointerTo(ulong address) => new(address, Worker.Generation, callbacks.InSession);

    public void Read(NativePointer pointer, Memory<byte> destination) =>
        Call(InternalFunctions.Copy, NativeBuffer.Out(destination), Raw(pointer), destination.Length);

    public void Write(NativePointer pointer, ReadOnlyMemory<byte> source) =>
        Call(InternalFunctions.Copy, Raw(pointer), NativeBuffer.In(source), source.Length);

    public string? ReadText(NativePointer pointer)
    {
        NativeResult text = Call(InternalFunctions.ReadText, Raw(pointer), Raw(pointer), 0);
        return text.Warning is null
            ? text.Text
            : throw new InvalidOperationException($"The text at {pointer} has no terminator within {InternalFunctions.MaxTextBytes} bytes.");
    }

    // Where it came from is known: it is of this worker, whatever scope that belongs to.
    private static NativePointer Raw(NativePointer pointer) => NativePointer.FromAddress(pointer.Address);

    private NativeResult Call(FunctionTarget function, params ReadOnlySpan<NativeArgument> arguments)
    {
        PreparedCall call = function.Plan.Prepare(function, arguments, Worker.Generation);
        ulong address = callbacks.Binder.BindAsync(Worker, function, Timeout.InfiniteTimeSpan).GetAwaiter().GetResult();
        Worker.Call(call, address, Timeout.InfiniteTimeSpan);
        return CallResult.Read(call, Worker, inSession: callbacks.InSession);
    }
}
