// How the pipe between host and worker is divided. Both ends build their side with this class. Calls by JSON-RPC have a connection of their own.
using Nerdbank.Streams;

namespace FfiIsolation.Rpc;

internal static class WorkerChannels
{
    /// <summary>Seeded channel 0: <see cref="IWorkerControl"/>.</summary>
    public const ulong Control = 0;

    /// <summary>Seeded channel 1: <see cref="IWorkerCalls"/> for calls with a bulk channel, which is offered before them and must be there before them.</summary>
    public const ulong BulkCalls = 1;

    /// <summary>The name of the channel that carries what is too large for a message of call <paramref name="sequence"/>.</summary>
    public static string Bulk(ulong sequence) => $"bulk-{sequence}";

    public static MultiplexingStream Open(Stream pipe) => MultiplexingStream.Create(pipe, Options());

    private static MultiplexingStream.Options Options()
    {
        // Version 3 with seeded channels: both sides know them, so nothing is exchanged before the first request.
        var options = new MultiplexingStream.Options { ProtocolMajorVersion = 3 };
        options.SeededChannels.Add(new MultiplexingStream.ChannelOptions());
        options.SeededChannels.Add(new MultiplexingStream.ChannelOptions());
        return options;
    }
}
