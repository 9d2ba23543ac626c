namespace FfiIsolation.SharedMemory;

/// <summary>The stage of the current call, as the gate notes it in the flight recorder.</summary>
internal enum RecorderStage : uint
{
    Idle = 0,

    /// <summary>The image is here; native code has not been entered.</summary>
    Received = 1,

    Native = 2,

    /// <summary>The function has returned; what its result points at is being read.</summary>
    Reading = 3,

    Callback = 4,

    /// <summary>The result is stored.</summary>
    Done = 5,
}
