using System.IO.Pipes;
using System.Runtime.CompilerServices;
using FfiIsolation.Compare.Children;
using FfiIsolation.Measuring;
using StreamJsonRpc;

namespace FfiIsolation.Compare.Rows.Peers;

/// <summary>StreamJsonRpc with its MessagePackFormatter over a named pipe: what the RPC lane is built of, without what we add.</summary>
internal sealed class JsonRpcRow() : Row("peer.streamJsonRpc", "cos(x) by StreamJsonRpc, MessagePack, named pipe, .NET child, awaited", Goal.Beside("limit.unixSocket"))
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public override async Task<Measurement> MeasureAsync(RowContext context)
    {
        using var folder = new PrivateFolder();
        string path = folder.Name("pipe");
        using var pipe = new NamedPipeServerStream(path, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        using Child child = Child.Start(Places.Peer, "json-rpc", path);
        using (var late = new CancellationTokenSource(s_patience))
        {
            await pipe.WaitForConnectionAsync(late.Token).ConfigureAwait(false);
        }

        using var rpc = new JsonRpc(new LengthHeaderMessageHandler(pipe, pipe, new MessagePackFormatter()));
        ICosine cosine = rpc.Attach<ICosine>();
        rpc.StartListening();
        return await context.Meter.MeasureAsync(RunAsync).ConfigureAwait(false);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
        async ValueTask RunAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                await cosine.CosAsync(0.5).ConfigureAwait(false);
            }
        }
    }
}
