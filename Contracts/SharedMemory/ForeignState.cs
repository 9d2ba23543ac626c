namespace FfiIsolation.SharedMemory;

/// <summary>Whose turn it is at a foreign slot, where a callback from a thread of a library waits.</summary>
internal enum ForeignState : uint
{
    Free = 0,

    /// <summary>A thread writes it.</summary>
    Claimed = 1,

    /// <summary>For the host to take.</summary>
    Posted = 2,

    /// <summary>The host has it.</summary>
    Taken = 3,

    /// <summary>For the thread to go on with.</summary>
    Answered = 4,
}
