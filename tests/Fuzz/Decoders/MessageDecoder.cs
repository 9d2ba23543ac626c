using System.Buffers;
using System.Buffers.Binary;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.Rpc;
using FfiIsolation.SharedMemory;
using FfiIsolation.Workers;
using MessagePack;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>A JSON-RPC message with its length: its structure, then its decoding into each of the answers that there are.</summary>
internal sealed class MessageDecoder : Decoder
{
    private readonly MessagePackFormatter _formatter = NewFormatter();

    public override string Name => "message";

    public override string Runs => "MessageCheck, MessagePackFormatter with RpcConnection's settings, the messages of Contracts/Rpc, Handshake";

    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        Whole(Result((ref MessagePackWriter writer) => Invoke(ref writer, 8, 0))),
        Whole(Result((ref MessagePackWriter writer) => Invoke(ref writer, 0, CallbackLayout.Size))),
        Whole(Result((ref MessagePackWriter writer) => Greet(ref writer))),
        Whole(Result((ref MessagePackWriter writer) =>
        {
            writer.WriteArrayHeader(2);
            writer.Write(3);
            writer.Write(new byte[CallbackLayout.Stack]);
        })),
        Whole(Result((ref MessagePackWriter writer) => writer.WriteNil())),
        Whole(Message("error", (ref MessagePackWriter writer) =>
        {
            writer.WriteMapHeader(3);
            writer.Write("code");
            writer.Write(-32000);
            writer.Write("message");
            writer.Write("no");
            writer.Write("data");
            writer.WriteMapHeader(2);
            writer.Write("type");
            writer.Write("System.Exception");
            writer.Write("inner");
            writer.WriteNil();
        })),
    ];

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        [0xC0], [0xC1], [0x80], [0x90], [0x91], [0xDD, 0xFF, 0xFF, 0xFF, 0xFF], [0xDF, 0x7F, 0xFF, 0xFF, 0xFF], [0xC6, 0xFF, 0xFF, 0xFF, 0xFF], [0xDB, 0, 0x10, 0, 0], [0xD4, 1, 2], [0xC7, 3, 1],
        [0xA6, .. "result"u8], [0xA2, .. "id"u8], [0xA7, .. "jsonrpc"u8], [0x91, 0x91, 0x91, 0x91, 0x91, 0x91, 0x91, 0x91], [0xCF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
    ];

    private delegate void Write(ref MessagePackWriter writer);

    public override bool Decode(byte[] input)
    {
        var check = new MessageCheck();
        if (check.Look(input) is not null || input.Length < sizeof(int))
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(input);
        if (length > input.Length - sizeof(int))
        {
            return false;
        }

        try
        {
            JsonRpcMessage message = _formatter.Deserialize(new ReadOnlySequence<byte>(input, sizeof(int), length));
            if (message is not JsonRpcResult result)
            {
                Look((message as JsonRpcError)?.Error?.Message);
                return false;
            }

            Look(Get<InvokeReply>(result)?.Result?.Length);
            Look(Get<ForeignCallback>(result)?.Callback?.Length);
            Handshake.Check(result.GetResult<HandshakeReply>(), 1, new byte[ProtocolLimits.SecretBytes]);
            return true;
        }
        catch (Exception)
        {
            // As BoundedMessageHandler and RpcLane: whatever cannot be decoded ends the worker. What cannot be caught is what is looked for.
            return false;
        }
    }

    private static T? Get<T>(JsonRpcResult result)
        where T : class
    {
        try
        {
            return result.GetResult<T>();
        }
        catch (Exception)
        {
            return null; // is none of these
        }
    }

    internal static MessagePackFormatter NewFormatter()
    {
        var formatter = new MessagePackFormatter();
        formatter.SetMessagePackSerializerOptions(RpcConnection.Options);
        return formatter;
    }

    /// <summary>With its length before it.</summary>
    internal static byte[] Whole(byte[] body)
    {
        byte[] whole = new byte[sizeof(int) + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(whole, body.Length);
        body.CopyTo(whole, sizeof(int));
        return whole;
    }

    /// <summary>The answer to a request, of a call with 8 bytes of output.</summary>
    internal static byte[] InvokeResult(int request) => Message("result", (ref MessagePackWriter writer) => Invoke(ref writer, 8, 0), request);

    private static byte[] Result(Write write) => Message("result", write);

    private static byte[] Message(string kind, Write write, int request = 2)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteMapHeader(3);
        writer.Write("jsonrpc");
        writer.Write("2.0");
        writer.Write("id");
        writer.Write(request);
        writer.Write(kind);
        write(ref writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Invoke(ref MessagePackWriter writer, int blocks, int callback)
    {
        byte[] result = new byte[CallImageLayout.ResultSize];
        result[CallImageLayout.Outcome - CallImageLayout.Result] = (byte)ImageOutcome.Returned;
        writer.WriteArrayHeader(4);
        writer.Write(callback > 0 ? 2 : 1);
        writer.Write(result);
        writer.Write(new byte[blocks]);
        writer.Write(new byte[callback]);
    }

    private static void Greet(ref MessagePackWriter writer)
    {
        writer.WriteArrayHeader(9);
        writer.Write(ProtocolLimits.ProtocolVersion);
        writer.Write("0.1.0");
        writer.Write(ContractHash.Value);
        writer.Write(1);
        writer.Write(WorkerPlatform.DataModel);
        writer.Write(0x7000UL);
        writer.Write(0x7000UL);
        writer.WriteArrayHeader(1);
        writer.Write(WorkerPlatform.RpcLane);
        writer.Write(new byte[ProtocolLimits.SecretBytes]);
    }
}
