using System.Diagnostics;
using System.Globalization;
using StreamJsonRpc;

namespace FfiIsolation.Lanes;

/// <summary>Takes the messages of one connection from StreamJsonRpc's trace, where they are text already.</summary>
internal sealed class RpcTraceListener(int processId, string channel, Action<RpcMessage> traced) : TraceListener
{
    /// <summary>Has a connection tell of its messages.</summary>
    public static void Listen(JsonRpc rpc, int processId, string channel, Action<RpcMessage> traced)
    {
        // Verbose is the level at which StreamJsonRpc makes text of messages.
        var source = new TraceSource(nameof(RpcConnection), SourceLevels.Verbose);
        source.Listeners.Clear();
        source.Listeners.Add(new RpcTraceListener(processId, channel, traced));
        rpc.TraceSource = source;
    }

    public override void TraceEvent(TraceEventCache? eventCache, string source, TraceEventType eventType, int id, string? format, params object?[]? args)
    {
        if ((JsonRpc.TraceEvents)id is var happened and (JsonRpc.TraceEvents.MessageSent or JsonRpc.TraceEvents.MessageReceived) && args is [{ } message])
        {
            // To be made text of now: the bytes belong to the connection.
            string? json = Convert.ToString(message, CultureInfo.InvariantCulture);
            traced(new RpcMessage(processId, channel, happened == JsonRpc.TraceEvents.MessageSent, json ?? ""));
        }
    }

    public override void TraceData(TraceEventCache? eventCache, string source, TraceEventType eventType, int id, params object?[]? data)
    {
        // The same messages as objects.
    }

    public override void TraceData(TraceEventCache? eventCache, string source, TraceEventType eventType, int id, object? data)
    {
    }

    public override void Write(string? message)
    {
    }

    public override void WriteLine(string? message)
    {
    }
}
