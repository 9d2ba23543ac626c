using MessagePack;
using NerdbankKey = Nerdbank.MessagePack.KeyAttribute;

namespace FfiIsolation.Rpc;

/// <summary>What a callback returns to the call that made it.</summary>
[MessagePackObject]
internal sealed class AnswerRequest
{
    /// <summary>The callback's frame: one more than that of the call.</summary>
    [Key(0), NerdbankKey(0)] public required int Frame { get; init; }

    /// <summary>The registers, as in struct ffi_answer (<see cref="SharedMemory.CallbackLayout"/>).</summary>
    [Key(1), NerdbankKey(1)] public required byte[] Answer { get; init; }
}
