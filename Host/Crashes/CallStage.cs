namespace FfiIsolation.Crashes;

/// <summary>Where the current call is in the worker: enum ffi_stage.</summary>
internal enum CallStage
{
    Idle = 0,
    Received = 1,
    Native = 2,
    Reading = 3,
    Callback = 4,
    Done = 5,
}
