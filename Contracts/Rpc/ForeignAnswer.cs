using MessagePack;
using NerdbankKey = Nerdbank.MessagePack.KeyAttribute;

namespace FfiIsolation.Rpc;

/// <summary>What a <see cref="ForeignCallback"/> returns.</summary>
[MessagePackObject]
internal sealed class ForeignAnswer
{
    /// <summary>Where the thread waits.</summary>
    [Key(0), NerdbankKey(0)] public required int Slot { get; init; }

    /// <summary>The registers, as in struct ffi_answer (<see cref="SharedMemory.CallbackLayout"/>).</summary>
    [Key(1), NerdbankKey(1)] public required byte[] Answer { get; init; }
}
