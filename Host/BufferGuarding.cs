namespace FfiIsolation;

/// <summary>
/// How the buffers and texts that a call lends are watched. Whatever is set, each ends at a page that the worker cannot touch, as long as a call passes no more of them than there are places (48).
/// </summary>
public enum BufferGuarding
{
    /// <summary>An access past the end ends the worker at its first byte (<see cref="NativeCrashException"/>). What is written before the start of a buffer, or between its end and the page, is not noticed.</summary>
    Off = 0,

    /// <summary>
    /// A call that leaves one of its buffers goes on where it can, and becomes a <see cref="BufferOverrunException"/>: reads and writes past the end, and writes to the 64 bytes before the start.
    /// Costs up to a quarter of a call without it, for each buffer.
    /// </summary>
    Guarded = 1,

    /// <summary>
    /// The same, and what was lent is taken back: when the call has ended, nobody in the worker may touch it until a later call has a buffer there again, which is put off as long as there are other places. A library
    /// that kept a pointer crashes when it uses it, and the report names the argument that it was. Columns of batches stay open. Costs some ten times a call without it, for each call with buffers, most of it after the answer.
    /// </summary>
    Strict = 2,
}
