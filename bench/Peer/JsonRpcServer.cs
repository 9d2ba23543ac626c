using System.IO.Pipes;
using FfiIsolation.Compare.Rows.Peers;
using StreamJsonRpc;

namespace FfiIsolation.BenchPeer;

/// <summary>StreamJsonRpc with MessagePack, as its own documentation sets it up.</summary>
internal static class JsonRpcServer
{
    public static async Task RunAsync(string pipePath, Task parentGone)
    {
        using var pipe = new NamedPipeClientStream(".", pipePath, PipeDirection.InOut, PipeOptions.Asynchronous);
        await pipe.ConnectAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
        using var rpc = new JsonRpc(new LengthHeaderMessageHandler(pipe, pipe, new MessagePackFormatter()), new Cosine());
        rpc.StartListening();
        await Task.WhenAny(rpc.Completion, parentGone);
    }

    private sealed class Cosine : ICosine
    {
        public Task<double> CosAsync(double x) => Task.FromResult(Math.Cos(x));
    }
}
