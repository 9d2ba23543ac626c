// Framing: a 4-byte big-endian length before each message, as StreamJsonRpc's own LengthHeaderMessageHandler writes it, but
// with the length checked before anything is allocated: the peer may be hostile. What it may not say ends the connection.
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace FfiIsolation.Rpc;

internal sealed class BoundedMessageHandler(IDuplexPipe pipe, IJsonRpcMessageFormatter formatter) : LengthHeaderMessageHandler(pipe, formatter)
{
    /// <summary>By its number, a request that is not answered yet.</summary>
    private readonly ConcurrentDictionary<RequestId, bool> _asked = new();

    /// <summary>Whether the peer may make requests. Where it may not, each would be answered all the same, and the answers would queue up; and what it
    /// answers has to have been asked, once.</summary>
    public bool TakesRequests { get; init; } = true;

    /// <summary>Told what the peer said that it may not say.</summary>
    public Action<string>? Violated { get; init; }

    protected override async ValueTask<JsonRpcMessage?> ReadCoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            JsonRpcMessage? message = await ReadCheckedAsync(cancellationToken).ConfigureAwait(false);
            if (!TakesRequests && message is not null)
            {
                CheckIsAnswer(message);
            }

            return message;
        }
        catch (Exception e) when (e is not (OperationCanceledException or ObjectDisposedException or IOException))
        {
            // Too long, no MessagePack, no JSON-RPC, a request: whatever it was, it ends the connection.
            Violated?.Invoke(e.Message);
            throw;
        }
    }

    protected override void Write(JsonRpcMessage content, CancellationToken cancellationToken)
    {
        if (!TakesRequests && content is JsonRpcRequest { IsResponseExpected: true } request)
        {
            // Before it is sent: the answer may be read before this returns.
            _asked[request.RequestId] = true;
        }

        base.Write(content, cancellationToken);
    }

    private void CheckIsAnswer(JsonRpcMessage message)
    {
        if (message is not IJsonRpcMessageWithId { RequestId: var id } || message is JsonRpcRequest)
        {
            throw new InvalidDataException("The peer made a request, which it may not do.");
        }

        if (!_asked.TryRemove(id, out _))
        {
            throw new InvalidDataException("The peer answered what was not asked, or was answered before.");
        }
    }

    private async ValueTask<JsonRpcMessage?> ReadCheckedAsync(CancellationToken cancellationToken)
    {
        ReadResult read = await Reader!.ReadAtLeastAsync(sizeof(int), cancellationToken).ConfigureAwait(false);
        if (read.Buffer.Length >= sizeof(int))
        {
            CheckLength(read.Buffer.FirstSpan.Length >= sizeof(int) ? read.Buffer.FirstSpan : CopyOf(read.Buffer));
        }

        // Nothing is consumed: the base class reads the same header again.
        Reader.AdvanceTo(read.Buffer.Start);
        return await base.ReadCoreAsync(cancellationToken).ConfigureAwait(false);
    }

    private static byte[] CopyOf(System.Buffers.ReadOnlySequence<byte> buffer)
    {
        byte[] header = new byte[sizeof(int)];
        System.Buffers.BuffersExtensions.CopyTo(buffer.Slice(0, sizeof(int)), header);
        return header;
    }

    private static void CheckLength(ReadOnlySpan<byte> header)
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(header);
        if (length is <= 0 or > ProtocolLimits.MaxMessageBytes)
        {
            throw new InvalidDataException(
                $"A message of {(uint)length} bytes was announced; the limit is {ProtocolLimits.MaxMessageBytes} bytes.");
        }
    }
}
