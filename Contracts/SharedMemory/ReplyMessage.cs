namespace FfiIsolation.SharedMemory;

/// <summary>What the worker replies.</summary>
internal enum ReplyMessage : uint
{
    /// <summary>The call has ended: its image has the result part.</summary>
    Return = 1,

    /// <summary>The call calls back: the record lies in the next frame.</summary>
    Callback = 2,

    /// <summary>The function has returned, and all that is to be said of it is in the exchange.</summary>
    Registers = 3,
}
