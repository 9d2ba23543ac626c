using MessagePack;
using NerdbankKey = Nerdbank.MessagePack.KeyAttribute;

namespace FfiIsolation.Rpc;

/// <summary>A callback from another thread than the call thread. The thread waits for its answer.</summary>
[MessagePackObject]
internal sealed class ForeignCallback
{
    /// <summary>Where it waits.</summary>
    [Key(0), NerdbankKey(0)] public required int Slot { get; init; }

    /// <summary>The record as far as it is used (<see cref="SharedMemory.CallbackLayout"/>).</summary>
    [Key(1), NerdbankKey(1)] public required byte[] Callback { get; init; }
}
