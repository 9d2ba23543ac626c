using MessagePack;
using NerdbankKey = Nerdbank.MessagePack.KeyAttribute;

namespace FfiIsolation.Rpc;

/// <summary>What became of a call image so far: it has ended, or it calls back.</summary>
[MessagePackObject]
internal sealed class InvokeReply
{
    /// <summary><see cref="SharedMemory.ReplyMessage"/> as a number.</summary>
    [Key(0), NerdbankKey(0)] public required int Message { get; init; }

    /// <summary>The result part of the image; means nothing while it calls back.</summary>
    [Key(1), NerdbankKey(1)] public required byte[] Result { get; init; }

    /// <summary>The bytes of the output blocks, one after the other, then the fetched text; empty when they go in the bulk channel.</summary>
    [Key(2), NerdbankKey(2)] public required byte[] Blocks { get; init; }

    /// <summary>The callback's record as far as it is used (<see cref="SharedMemory.CallbackLayout"/>); empty when the call has ended.</summary>
    [Key(3), NerdbankKey(3)] public required byte[] Callback { get; init; }
}
