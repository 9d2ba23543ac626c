// Every limit of the wire, in one place.
namespace FfiIsolation.Rpc;

internal static class ProtocolLimits
{
    /// <summary>The version of the contract; host and worker must agree on it.</summary>
    public const int ProtocolVersion = 2;

    /// <summary>The largest JSON-RPC message, in bytes, header not counted. Larger data travels in a bulk channel.</summary>
    public const int MaxMessageBytes = 4 * 1024 * 1024;

    /// <summary>How deep arrays and maps may lie in one another in a message. Ours have three levels, an error's data a few more.</summary>
    public const int MaxNesting = 16;

    /// <summary>The most content that one frame of a divided connection may have, in bytes. The library that divides it sends 20 KiB at most.</summary>
    public const int MaxFrameBytes = 64 * 1024;

    /// <summary>A call whose inputs or outputs may be larger than this, in bytes, uses a bulk channel.</summary>
    public const int BulkThresholdBytes = 1024 * 1024;

    /// <summary>The number of bytes of the secret that proves a peer to be the started worker.</summary>
    public const int SecretBytes = 32;
}
