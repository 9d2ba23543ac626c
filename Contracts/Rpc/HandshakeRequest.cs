using MessagePack;
using NerdbankKey = Nerdbank.MessagePack.KeyAttribute;

namespace FfiIsolation.Rpc;

/// <summary>What the host says of itself.</summary>
[MessagePackObject]
internal sealed class HandshakeRequest
{
    [Key(0), NerdbankKey(0)] public required int ProtocolVersion { get; init; }

    [Key(1), NerdbankKey(1)] public required string ProductVersion { get; init; }

    /// <summary><see cref="ContractHash.Value"/>: both sides were built from the same contract.</summary>
    [Key(2), NerdbankKey(2)] public required string ContractHash { get; init; }
}
