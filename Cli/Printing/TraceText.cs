using FfiIsolation.Lanes;

namespace FfiIsolation.Cli.Printing;

/// <summary>A JSON-RPC message on one line: where it goes, the channel, the message.</summary>
internal static class TraceText
{
    public static string Of(RpcMessage message) => $"{(message.IsSent ? "-->" : "<--")} {message.Channel} {message.Json}";
}
