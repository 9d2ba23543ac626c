// How a process ended, from the number that its system gives: a pure function, so that what a worker's end means is known before there is a worker.
// Linux: wait(2). macOS: wait(2), whose numbers of signals are those of 4.4BSD (sys/signal.h). Windows: the exit code, which is an NTSTATUS where an
// exception ended it ([MS-ERREF] 2.3.1).
using FfiIsolation.Crashes;

namespace FfiIsolation.Porting;

/// <param name="Name">The signal or status by its name; null for an exit.</param>
/// <param name="ExitCode">Null where something ended it that is no exit.</param>
/// <param name="Cause">What it says of the cause by itself, without a crash record.</param>
internal sealed record ProcessEnd(string? Name, long? ExitCode, CrashCause Cause)
{
    private const uint ErrorSeverity = 0xC0000000;

    private static readonly Dictionary<int, (string Name, CrashCause Cause)> s_mac = new()
    {
        [1] = ("SIGHUP", CrashCause.TerminatedBySignal), [2] = ("SIGINT", CrashCause.TerminatedBySignal), [3] = ("SIGQUIT", CrashCause.TerminatedBySignal), [4] = ("SIGILL", CrashCause.IllegalInstruction),
        [5] = ("SIGTRAP", CrashCause.Trap), [6] = ("SIGABRT", CrashCause.Abort), [7] = ("SIGEMT", CrashCause.TerminatedBySignal), [8] = ("SIGFPE", CrashCause.ArithmeticError),
        [9] = ("SIGKILL", CrashCause.Killed), [10] = ("SIGBUS", CrashCause.BusError), [11] = ("SIGSEGV", CrashCause.Unknown), [12] = ("SIGSYS", CrashCause.BlockedSystemCall),
        [13] = ("SIGPIPE", CrashCause.TerminatedBySignal), [14] = ("SIGALRM", CrashCause.TerminatedBySignal), [15] = ("SIGTERM", CrashCause.TerminatedBySignal),
        [24] = ("SIGXCPU", CrashCause.CpuLimit), [25] = ("SIGXFSZ", CrashCause.FileSizeLimit), [26] = ("SIGVTALRM", CrashCause.TerminatedBySignal), [27] = ("SIGPROF", CrashCause.TerminatedBySignal),
        [30] = ("SIGUSR1", CrashCause.TerminatedBySignal), [31] = ("SIGUSR2", CrashCause.TerminatedBySignal),
    };

    private static readonly Dictionary<uint, (string Name, CrashCause Cause)> s_windows = new()
    {
        [0x80000003] = ("STATUS_BREAKPOINT", CrashCause.Trap),
        [0xC0000005] = ("STATUS_ACCESS_VIOLATION", CrashCause.WildPointer),
        [0xC0000006] = ("STATUS_IN_PAGE_ERROR", CrashCause.BusError),
        [0xC0000017] = ("STATUS_NO_MEMORY", CrashCause.OutOfMemory),
        [0xC000001D] = ("STATUS_ILLEGAL_INSTRUCTION", CrashCause.IllegalInstruction),
        [0xC0000025] = ("STATUS_NONCONTINUABLE_EXCEPTION", CrashCause.Unknown),
        [0xC000008C] = ("STATUS_ARRAY_BOUNDS_EXCEEDED", CrashCause.BufferOverflowCheck),
        [0xC000008E] = ("STATUS_FLOAT_DIVIDE_BY_ZERO", CrashCause.ArithmeticError),
        [0xC0000090] = ("STATUS_FLOAT_INVALID_OPERATION", CrashCause.ArithmeticError),
        [0xC0000094] = ("STATUS_INTEGER_DIVIDE_BY_ZERO", CrashCause.ArithmeticError),
        [0xC0000095] = ("STATUS_INTEGER_OVERFLOW", CrashCause.ArithmeticError),
        [0xC0000096] = ("STATUS_PRIVILEGED_INSTRUCTION", CrashCause.NonCanonicalAddress),
        [0xC00000FD] = ("STATUS_STACK_OVERFLOW", CrashCause.StackOverflow),
        [0xC0000135] = ("STATUS_DLL_NOT_FOUND", CrashCause.Unknown),
        [0xC0000139] = ("STATUS_ENTRYPOINT_NOT_FOUND", CrashCause.Unknown),
        [0xC000013A] = ("STATUS_CONTROL_C_EXIT", CrashCause.Killed),
        [0xC0000142] = ("STATUS_DLL_INIT_FAILED", CrashCause.Unknown),
        [0xC0000374] = ("STATUS_HEAP_CORRUPTION", CrashCause.HeapCorruption),
        [0xC0000409] = ("STATUS_STACK_BUFFER_OVERRUN", CrashCause.StackSmashing),
        [0xC0000420] = ("STATUS_ASSERTION_FAILURE", CrashCause.AssertionFailed),
        [0xE06D7363] = ("a C++ exception of Visual C++", CrashCause.CppTerminate),
    };

    /// <summary>What the number says that the system gives; null where it says no end.</summary>
    public static ProcessEnd? Of(TargetSystem system, long raw) => system switch
    {
        TargetSystem.Windows => OfWindows((uint)raw),
        _ => ExitStatus.Decode((int)raw) switch
        {
            null => null,
            { Signal: { } signal } => system == TargetSystem.MacOS ? OfMac(signal) : OfLinux(signal),
            { ExitCode: var code } => new ProcessEnd(null, code, CrashCause.Exit),
        },
    };

    private static ProcessEnd OfLinux(int signal) => new(Signals.Name(signal), null, signal switch
    {
        Signals.Illegal => CrashCause.IllegalInstruction,
        Signals.Trap => CrashCause.Trap,
        Signals.Abort => CrashCause.Abort,
        Signals.Bus => CrashCause.BusError,
        Signals.FloatingPoint => CrashCause.ArithmeticError,
        Signals.Kill => CrashCause.Killed,
        Signals.Segmentation => CrashCause.Unknown, // which of its kinds, the guard alone can say
        Signals.CpuLimit => CrashCause.CpuLimit,
        Signals.FileSizeLimit => CrashCause.FileSizeLimit,
        Signals.BadSystemCall => CrashCause.BlockedSystemCall,
        _ => CrashCause.TerminatedBySignal,
    });

    private static ProcessEnd OfMac(int signal) =>
        s_mac.TryGetValue(signal, out (string Name, CrashCause Cause) known) ? new(known.Name, null, known.Cause) : new($"signal {signal}", null, CrashCause.TerminatedBySignal);

    private static ProcessEnd OfWindows(uint code) =>
        s_windows.TryGetValue(code, out (string Name, CrashCause Cause) known) ? new(known.Name, null, known.Cause)
        : (code & ErrorSeverity) == ErrorSeverity ? new($"status 0x{code:X8}", null, CrashCause.Unknown)
        : new(null, code, CrashCause.Exit);
}
