namespace FfiIsolation;

/// <summary>What carries calls to the workers.</summary>
public enum LaneChoice
{
    /// <summary>The fastest lane that both sides have.</summary>
    Automatic = 0,

    /// <summary>JSON-RPC over the named pipe.</summary>
    Rpc = 1,
}
