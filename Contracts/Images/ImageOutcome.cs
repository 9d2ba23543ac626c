namespace FfiIsolation.Images;

/// <summary>How a call image ended, as the gate tells it.</summary>
internal enum ImageOutcome : uint
{
    NotRun = 0,
    Returned = 1,

    /// <summary>A C++ exception reached the gate; the fetched text is its type, a NUL, and its message.</summary>
    Threw = 2,

    /// <summary>The function ended, but it left a buffer of the call; the fetched bytes are a <c>struct ffi_overruns</c>.</summary>
    Overran = 3,

    /// <summary>The function ended its thread (<c>pthread_exit</c>); the worker is no longer sound.</summary>
    ThreadExit = 4,

    /// <summary>The image was malformed; nothing was called.</summary>
    Refused = 5,
}
