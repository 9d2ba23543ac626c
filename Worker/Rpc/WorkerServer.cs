// The worker's end of the pipe.
using System.IO.Pipes;
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
    /// <summary>Serves the host until it shuts the worker down or the pipe ends, then stops <paramref name="thread"/>.</summary>
    public static async Task RunAsync(WorkerSegment segment, CallThread thread)
    {
        try
        {
            var handle = new SafePipeHandle(segment.Pipe, ownsHandle: true);
            await using var pipe = new NamedPipeClientStream(PipeDirection.InOut, isAsync: true, isConnected: true, handle);
            await using MultiplexingStream channels = WorkerChannels.Open(pipe);

            var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var control = new ControlTarget(segment, () => asked.TrySetResult());
            var calls = new CallsTarget(channels, thread, new ImageRunner(segment));
            using JsonRpc controlRpc = Listen(channels, WorkerChannels.Control, RpcTargetMetadata.FromShape<IWorkerControl>(), control);
            using JsonRpc callsRpc = Listen(channels, WorkerChannels.Calls, RpcTargetMetadata.FromShape<IWorkerCalls>(), calls);
            await Task.WhenAny(asked.Task, channels.Completion).ConfigureAwait(false);
            if (!asked.Task.IsCompleted)
            {
                // The host is gone, or the pipe. Nobody can be told anything any more, and a native call may never end:
                // the kernel's death signal is what ends a worker as a rule, but native code can have cleared it.
                System.Diagnostics.Process.GetCurrentProcess().Kill();
            }
        }
        finally
        {
            thread.Stop();
        }
    }

    private static JsonRpc Listen(MultiplexingStream channels, int channel, RpcTargetMetadata contract, object target)
    {
        var formatter = new NerdbankMessagePackFormatter { TypeShapeProvider = Shapes.GeneratedTypeShapeProvider };
        var rpc = new JsonRpc(new BoundedMessageHandler(channels.AcceptChannel((ulong)channel), formatter));
        rpc.AddLocalRpcTarget(contract, target, null);
        rpc.StartListening();
        return rpc;
    }

    [GenerateShapeFor<HandshakeRequest>]
    [GenerateShapeFor<HandshakeReply>]
    [GenerateShapeFor<InvokeRequest>]
    [GenerateShapeFor<InvokeReply>]
    private sealed partial class Shapes;
}
