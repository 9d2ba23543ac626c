namespace FfiIsolation.SharedMemory;

/// <summary>Where C expects what a callback returns.</summary>
internal enum CallbackResult : uint
{
    /// <summary>RAX, RDX, XMM0 and XMM1.</summary>
    Registers = 0,

    St0 = 1,

    /// <summary>A complex long double.</summary>
    St0St1 = 2,
}
