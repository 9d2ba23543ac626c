namespace FfiIsolation;

/// <summary>What carries calls to the workers.</summary>
public enum LaneChoice
{
    /// <summary>The fastest lane that this system has: <see cref="SharedMemory"/> where it can be had, else <see cref="Rpc"/>. The environment variable <c>FFI_ISOLATION_LANE</c>, <c>rpc</c> or <c>shared-memory</c>, says otherwise.</summary>
    Automatic = 0,

    /// <summary>JSON-RPC over the named pipe.</summary>
    Rpc = 1,

    /// <summary>Memory that this process and the worker map. Needs Linux 5.16 or newer (<c>futex_waitv</c>); a host refuses to start where that is missing.</summary>
    SharedMemory = 2,
}
