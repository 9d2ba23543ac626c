namespace FfiIsolation.Rpc;

/// <summary>What worker and host call the platform and the lanes in the handshake.</summary>
internal static class WorkerPlatform
{
    /// <summary>The C data model and the calling convention.</summary>
    public const string DataModel = "LP64/SystemV";

    /// <summary>The capability of carrying calls by JSON-RPC.</summary>
    public const string RpcLane = "lane.rpc";
}
