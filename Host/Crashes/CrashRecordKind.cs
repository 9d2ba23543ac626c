namespace FfiIsolation.Crashes;

/// <summary>What the guard saw: enum ffi_crash_kind.</summary>
internal enum CrashRecordKind
{
    None = 0,
    Signal = 1,
    Exit = 2,
    QuickExit = 3,
}
