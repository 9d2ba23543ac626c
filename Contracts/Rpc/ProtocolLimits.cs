// Every limit of the wire, in one place.
namespace FfiIsolation.Rpc;

internal static class ProtocolLimits
{
    /// <summary>The version of the contract; host and worker must agree on it.</summary>
    public const int ProtocolVersion = 2;

    /// <summary>The largest JSON-RPC message, in bytes, header not counted. Larger data travels in a bulk channel.</summary>
    public const int MaxMessageBytes = 4 * 1024 * 1024;

    /// <summary>A call whose inputs or outputs may be larger than this, in bytes, uses a bulk channel.</summary>
    public const int BulkThresholdBytes = 1024 * 1024;

    /// <summary>The number of bytes of the secret that proves a peer to be the started worker.</summary>
    public const int SecretBytes = 32;
}
