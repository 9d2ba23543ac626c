using MessagePack;
using NerdbankKey = Nerdbank.MessagePack.KeyAttribute;

namespace FfiIsolation.Rpc;

/// <summary>A call image on its way to the worker.</summary>
[MessagePackObject]
internal sealed class InvokeRequest
{
    /// <summary>The image as <see cref="Images.CallImageWriter"/> wrote it.</summary>
    [Key(0), NerdbankKey(0)] public required byte[] Image { get; init; }

    /// <summary>The bytes of the image's input blocks, one after the other; empty when they come in the bulk channel.</summary>
    [Key(1), NerdbankKey(1)] public required byte[] Blocks { get; init; }

    /// <summary>
    /// The host offered the channel <see cref="WorkerChannels.Bulk"/> for this call: its input blocks come in it, and its outputs go back in it.
    /// </summary>
    [Key(2), NerdbankKey(2)] public required bool Bulk { get; init; }

    /// <summary>The frame of the lane: 0, or that of the callback within which the call is made.</summary>
    [Key(3), NerdbankKey(3)] public required int Frame { get; init; }
}
