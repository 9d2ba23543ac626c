using FfiIsolation.BenchPeer.Grpc;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FfiIsolation.BenchPeer;

/// <summary>gRPC over a Unix socket. Says a line when it listens.</summary>
internal static class GrpcServer
{
    public static async Task RunAsync(string socketPath, Task parentGone)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socketPath, listen => listen.Protocols = HttpProtocols.Http2));
        await using WebApplication application = builder.Build();
        application.MapGrpcService<CosineService>();
        await application.StartAsync();
        Console.WriteLine("ready");
        await parentGone;
        await application.StopAsync();
    }

    private sealed class CosineService : Cosine.CosineBase
    {
        public override Task<Number> Cos(Number request, ServerCallContext context) => Task.FromResult(new Number { Value = Math.Cos(request.Value) });
    }
}
