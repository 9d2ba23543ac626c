using MessagePack;
using NerdbankKey = Nerdbank.MessagePack.KeyAttribute;

namespace FfiIsolation.Rpc;

/// <summary>What a call image became.</summary>
[MessagePackObject]
internal sealed class InvokeReply
{
    /// <summary>The result part of the image.</summary>
    [Key(0), NerdbankKey(0)] public required byte[] Result { get; init; }

    /// <summary>The bytes of the output blocks, one after the other, then the fetched text; empty when they go in the bulk channel.</summary>
    [Key(1), NerdbankKey(1)] public required byte[] Blocks { get; init; }
}
