using System.Net.Sockets;
using System.Runtime.CompilerServices;
using FfiIsolation.BenchPeer.Grpc;
using FfiIsolation.Compare.Children;
using FfiIsolation.Measuring;
using Grpc.Net.Client;

namespace FfiIsolation.Compare.Rows.Peers;

/// <summary>gRPC over a Unix socket, ASP.NET Core on the other side.</summary>
internal sealed class GrpcRow() : Row("peer.grpc", "cos(x) by gRPC, Unix socket, ASP.NET Core child, awaited", Goal.Beside("limit.unixSocket"))
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public override async Task<Measurement> MeasureAsync(RowContext context)
    {
        using var folder = new PrivateFolder();
        string path = folder.Name("grpc");
        using Child child = Child.Start(Places.Peer, "grpc", path);
        await child.ReadLineAsync(s_patience).ConfigureAwait(false);
        using var handler = new SocketsHttpHandler { ConnectCallback = (_, token) => ConnectAsync(path, token) };
        using GrpcChannel channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = handler });
        var client = new Cosine.CosineClient(channel);
        var number = new Number { Value = 0.5 };
        return await context.Meter.MeasureAsync(RunAsync).ConfigureAwait(false);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
        async ValueTask RunAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                using var call = client.CosAsync(number);
                await call.ResponseAsync.ConfigureAwait(false);
            }
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
