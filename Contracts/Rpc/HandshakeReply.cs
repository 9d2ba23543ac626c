using MessagePack;
using NerdbankKey = Nerdbank.MessagePack.KeyAttribute;

namespace FfiIsolation.Rpc;

/// <summary>What the worker says of itself. Addresses are valid for this worker (this generation) alone.</summary>
[MessagePackObject]
internal sealed class HandshakeReply
{
    [Key(0), NerdbankKey(0)] public required int ProtocolVersion { get; init; }

    [Key(1), NerdbankKey(1)] public required string ProductVersion { get; init; }

    [Key(2), NerdbankKey(2)] public required string ContractHash { get; init; }

    [Key(3), NerdbankKey(3)] public required int ProcessId { get; init; }

    /// <summary>The name of the C data model and calling convention, <see cref="WorkerPlatform.DataModel"/>.</summary>
    [Key(4), NerdbankKey(4)] public required string DataModel { get; init; }

    /// <summary>Where the worker mapped the segment.</summary>
    [Key(5), NerdbankKey(5)] public required ulong SegmentAddress { get; init; }

    /// <summary>The address of <c>dlsym</c>, from which every other address follows.</summary>
    [Key(6), NerdbankKey(6)] public required ulong SymbolLookup { get; init; }

    /// <summary>The lanes that the worker can serve.</summary>
    [Key(7), NerdbankKey(7)] public required string[] Capabilities { get; init; }

    /// <summary>The secret that the host put into the segment of the process it started.</summary>
    [Key(8), NerdbankKey(8)] public required byte[] Secret { get; init; }
}
