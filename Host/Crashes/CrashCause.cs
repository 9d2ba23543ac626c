namespace FfiIsolation;

/// <summary>Why a worker died, as far as the evidence goes.</summary>
public enum CrashCause
{
    /// <summary>The evidence does not say.</summary>
    Unknown,

    /// <summary>An access through a null pointer, or at a small offset from it (below 64 KB).</summary>
    NullPointer,

    /// <summary>An access where nothing is mapped, or where access is not allowed.</summary>
    WildPointer,

    /// <summary>An address that no x86-64 pointer can have, or another general protection fault (a misaligned vector access, a privileged instruction).</summary>
    NonCanonicalAddress,

    /// <summary>A write on memory that may only be read: constants, string literals, code.</summary>
    WriteToReadOnly,

    /// <summary>A jump to an address that holds no code: a null function pointer, data, a smashed return address.</summary>
    ExecuteNonExecutable,

    /// <summary>An access just behind the end of a buffer or text that the call passed; in a guarded heap (<see cref="HeapGuarding.Guarded"/>), just behind or before any block.</summary>
    BufferOverrun,

    /// <summary>The stack is used up: endless recursion or a huge local variable.</summary>
    StackOverflow,

    /// <summary>SIGBUS: a mapped file is shorter than its mapping, or storage failed.</summary>
    BusError,

    /// <summary>SIGFPE: an integer division by zero or one that overflows.</summary>
    ArithmeticError,

    /// <summary>SIGILL: what was executed is no instruction.</summary>
    IllegalInstruction,

    /// <summary>SIGTRAP: a breakpoint instruction.</summary>
    Trap,

    /// <summary>abort() was called, for a reason that was not told.</summary>
    Abort,

    /// <summary>An assert() failed.</summary>
    AssertionFailed,

    /// <summary>glibc's malloc, or a guarded heap, found the heap damaged or misused.</summary>
    HeapCorruption,

    /// <summary>The stack protector found a local array overrun.</summary>
    StackSmashing,

    /// <summary>A fortified libc function refused a copy longer than its buffer.</summary>
    BufferOverflowCheck,

    /// <summary>std::terminate: a C++ exception that nobody could catch.</summary>
    CppTerminate,

    /// <summary>Native code called exit().</summary>
    Exit,

    /// <summary>Native code called _exit() or quick_exit(), or ended the process by a system call.</summary>
    QuickExit,

    /// <summary>SIGKILL: from this host (see <see cref="CrashReport.KillReason"/>), from the kernel or from someone else.</summary>
    Killed,

    /// <summary>Another signal that somebody sent, the library itself included.</summary>
    TerminatedBySignal,

    /// <summary>The memory limit.</summary>
    OutOfMemory,

    /// <summary>The CPU time limit (SIGXCPU).</summary>
    CpuLimit,

    /// <summary>The file size limit (SIGXFSZ).</summary>
    FileSizeLimit,

    /// <summary>A system call that the sandbox does not allow (SIGSYS).</summary>
    BlockedSystemCall,

    /// <summary>An access to a block of a guarded heap (<see cref="HeapGuarding.Guarded"/>) that was freed, or to a rented buffer that was disposed.</summary>
    UseAfterFree,
}
