namespace FfiIsolation.Crashes;

/// <summary>How far the guard got: enum ffi_crash_state.</summary>
internal enum CrashRecordState
{
    None = 0,
    Registers = 1,
    Stack = 2,
    Unwound = 3,
}
