namespace FfiIsolation.Testing;

/// <summary>How an injected crash ends its worker.</summary>
public enum InjectedCrash
{
    /// <summary>Writes through a null pointer: SIGSEGV.</summary>
    NullPointer,

    /// <summary>Calls <c>abort</c>: SIGABRT.</summary>
    Abort,

    /// <summary>Recurses without end: SIGSEGV, the stack being used up.</summary>
    StackOverflow,

    /// <summary>Executes no instruction: SIGILL.</summary>
    IllegalInstruction,

    /// <summary>Divides by zero: SIGFPE.</summary>
    DivisionByZero,

    /// <summary>Reads behind the end of a mapped file: SIGBUS.</summary>
    BusError,

    /// <summary>Frees a block twice, which glibc finds: SIGABRT.</summary>
    HeapCorruption,

    /// <summary>Ends the process by <c>exit(139)</c>.</summary>
    Exit,

    /// <summary>Is killed by SIGKILL, as by the kernel when memory runs out.</summary>
    Killed,
}
