namespace FfiIsolation.SharedMemory;

/// <summary>What the worker replies in a frame of the lane.</summary>
internal enum ReplyMessage : uint
{
    /// <summary>The call has ended.</summary>
    Return = 1,

    /// <summary>The call calls back: the record lies in the next frame.</summary>
    Callback = 2,
}
