// Names and numbers of signals: Linux on x86-64, asm-generic/signal.h and asm-generic/siginfo.h.
namespace FfiIsolation.Crashes;

internal static class Signals
{
    public const int Illegal = 4, Trap = 5, Abort = 6, Bus = 7, FloatingPoint = 8, Kill = 9, Segmentation = 11,
        Alarm = 14, CpuLimit = 24, FileSizeLimit = 25, VirtualAlarm = 26, ProfilingAlarm = 27, BadSystemCall = 31;

    public const int SegvAccess = 2, FromKernel = 0x80;

    private static readonly string[] s_names =
    [
        "0", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2",
        "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU",
        "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    private static readonly string[] s_segv = ["SEGV_MAPERR", "SEGV_ACCERR", "SEGV_BNDERR", "SEGV_PKUERR"];
    private static readonly string[] s_bus = ["BUS_ADRALN", "BUS_ADRERR", "BUS_OBJERR", "BUS_MCEERR_AR", "BUS_MCEERR_AO"];
    private static readonly string[] s_fpe =
        ["FPE_INTDIV", "FPE_INTOVF", "FPE_FLTDIV", "FPE_FLTOVF", "FPE_FLTUND", "FPE_FLTRES", "FPE_FLTINV", "FPE_FLTSUB"];
    private static readonly string[] s_ill =
        ["ILL_ILLOPC", "ILL_ILLOPN", "ILL_ILLADR", "ILL_ILLTRP", "ILL_PRVOPC", "ILL_PRVREG", "ILL_COPROC", "ILL_BADSTK"];
    private static readonly string[] s_trap = ["TRAP_BRKPT", "TRAP_TRACE", "TRAP_BRANCH", "TRAP_HWBKPT"];
    private static readonly string[] s_sys = ["SYS_SECCOMP", "SYS_USER_DISPATCH"];

    /// <summary>Whether the guard records it.</summary>
    public static bool IsGuarded(int signal) => signal is Illegal or Trap or Abort or Bus or FloatingPoint or Segmentation or BadSystemCall;

    public static bool IsOfTimer(int signal) => signal is Alarm or VirtualAlarm or ProfilingAlarm;

    public static string Name(int signal) => signal switch
    {
        > 0 and < 32 => s_names[signal],
        >= 34 and <= 64 => "SIGRTMIN+" + (signal - 34),
        _ => "signal " + signal,
    };

    public static string CodeName(int signal, int code)
    {
        switch (code)
        {
            case 0: return "SI_USER";
            case -1: return "SI_QUEUE";
            case -2: return "SI_TIMER";
            case -6: return "SI_TKILL";
            case FromKernel: return "SI_KERNEL";
        }
        string[] names = signal switch
        {
            Segmentation => s_segv,
            Bus => s_bus,
            FloatingPoint => s_fpe,
            Illegal => s_ill,
            Trap => s_trap,
            BadSystemCall => s_sys,
            _ => [],
        };
        return code > 0 && code <= names.Length ? names[code - 1] : "code " + code;
    }
}
