namespace FfiIsolation.Images;

/// <summary>What a function left behind in the processor, which the gate restored, and what else is conspicuous about its end.</summary>
[Flags]
internal enum MachineChanges : uint
{
    None = 0,

    /// <summary>Another rounding mode, other exception masks, or the direction flag.</summary>
    Modes = 1,

    /// <summary>A value on the x87 stack, or none where one was expected.</summary>
    X87Unbalanced = 2,

    /// <summary>No change of the machine: <c>errno</c> is <c>EFAULT</c> after a call with buffers.</summary>
    MemoryRefused = 4,

    /// <summary>Nor this: a block that the function only reads was changed. The bits from <see cref="CallImageLayout.ConstBlockShift"/> and <see cref="CallImageLayout.ConstByteShift"/> on say which, and where.</summary>
    ConstChanged = 8,

    /// <summary>Nor this: <c>errno</c> is <c>EFAULT</c>, and an argument is an address in a freed block of the guarded heap. A finding of the heap says of which.</summary>
    HeapRefused = 16,
}
