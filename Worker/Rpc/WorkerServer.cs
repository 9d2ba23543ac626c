// The worker's end of the pipe.
using System.IO.Pipelines;
using System.IO.Pipes;
using System.Net.Sockets;
using FfiIsolation.Rpc;
using FfiIsolation.Worker.Calls;
using FfiIsolation.Worker.Native;
using Microsoft.Win32.SafeHandles;
using Nerdbank.Streams;
using PolyType;
using StreamJsonRpc;

namespace FfiIsolation.Worker.Rpc;

internal static partial class WorkerServer
{
    /// <summary>Serves the host until it shuts the worker down or the pipe ends. Loads nothing of JSON-RPC, which is most of a worker's start, before the host speaks.</summary>
    public static void Run(WorkerSegment segment)
    {
        NativeLane.AwaitHost();
        try
        {
            ServeAsync(segment).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or MultiplexingProtocolException)
        {
            // A pipe that breaks while it is opened: as good as gone.
            Console.Error.WriteLine($"ffi-worker: the pipe broke: {e.Message}");
            End();
        }
    }

    private static async Task ServeAsync(WorkerSegment segment)
    {
        var handle = new SafePipeHandle(segment.Pipe, ownsHandle: true);
        await using var pipe = new NamedPipeClientStream(PipeDirection.InOut, isAsync: true, isConnected: true, handle);
        await using MultiplexingStream channels = WorkerChannels.Open(pipe);

        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var control = new ControlTarget(segment, new ForeignCallbacks(segment), () => asked.TrySetResult());
        var calls = new CallsTarget(channels, new Conversation(segment));
        using JsonRpc controlRpc = Listen(channels.AcceptChannel(WorkerChannels.Control), RpcTargetMetadata.FromShape<IWorkerControl>(), control);
        using JsonRpc? callsRpc = segment.CallsPipe < 0 ? null : Listen(
            new StreamPipe(new ReadingThread(new Socket(new SafeSocketHandle(segment.CallsPipe, ownsHandle: true)))), RpcTargetMetadata.FromShape<IWorkerCalls>(), calls, new SameThread());
        using JsonRpc? bulkRpc = callsRpc is null ? null : Listen(channels.AcceptChannel(WorkerChannels.BulkCalls), RpcTargetMetadata.FromShape<IWorkerCalls>(), calls);

        // The end of the connection for calls is the host's to deal with: native code can have closed it.
        await Task.WhenAny(asked.Task, channels.Completion).ConfigureAwait(false);
        if (!asked.Task.IsCompleted)
        {
            End();
        }

        NativeLane.RequestStop();
    }

    /// <summary>
    /// The host is gone, or the pipe. Nobody can be told anything any more, and a native call may never end: the kernel's death signal is
    /// what ends a worker as a rule, but native code can have cleared it.
    /// </summary>
    private static void End() => System.Diagnostics.Process.GetCurrentProcess().Kill();

    /// <param name="where">What requests are handled by; null for the pool.</param>
    private static JsonRpc Listen(IDuplexPipe pipe, RpcTargetMetadata contract, object target, SynchronizationContext? where = null)
    {
        var formatter = new NerdbankMessagePackFormatter { TypeShapeProvider = Shapes.GeneratedTypeShapeProvider };
        var rpc = new JsonRpc(new BoundedMessageHandler(pipe, formatter));
        if (where is not null)
        {
            rpc.SynchronizationContext = where;
        }

        rpc.AddLocalRpcTarget(contract, target, null);
        rpc.StartListening();
        return rpc;
    }

    [GenerateShapeFor<HandshakeRequest>]
    [GenerateShapeFor<HandshakeReply>]
    [GenerateShapeFor<InvokeRequest>]
    [GenerateShapeFor<InvokeReply>]
    [GenerateShapeFor<AnswerRequest>]
    [GenerateShapeFor<ForeignCallback>]
    [GenerateShapeFor<ForeignAnswer>]
    private sealed partial class Shapes;
}
