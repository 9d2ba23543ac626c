using FfiIsolation.Crashes;
using FfiIsolation.Porting;

namespace FfiIsolation.Tests.Porting;

/// <summary>Ends of processes on systems that this does not run on: wait(2) of Linux, sys/signal.h of macOS, [MS-ERREF] 2.3.1 for Windows. The numbers are written as each system prints them.</summary>
public sealed class ProcessEndTests
{
    public static TheoryData<string, long, string?, long?, string> Ends => new()
    {
        { "Linux", 0x0700, null, 7, "Exit" },
        { "Linux", 11, "SIGSEGV", null, "Unknown" },
        { "Linux", 7, "SIGBUS", null, "BusError" },
        { "Linux", 31, "SIGSYS", null, "BlockedSystemCall" },
        { "Linux", 0x86, "SIGABRT", null, "Abort" },
        { "Linux", 24, "SIGXCPU", null, "CpuLimit" },
        { "Linux", 10, "SIGUSR1", null, "TerminatedBySignal" },
        { "MacOS", 0x0700, null, 7, "Exit" },
        { "MacOS", 11, "SIGSEGV", null, "Unknown" },
        { "MacOS", 10, "SIGBUS", null, "BusError" },
        { "MacOS", 7, "SIGEMT", null, "TerminatedBySignal" },
        { "MacOS", 12, "SIGSYS", null, "BlockedSystemCall" },
        { "MacOS", 30, "SIGUSR1", null, "TerminatedBySignal" },
        { "MacOS", 9, "SIGKILL", null, "Killed" },
        { "MacOS", 29, "signal 29", null, "TerminatedBySignal" },
        { "Windows", 0, null, 0, "Exit" },
        { "Windows", 3, null, 3, "Exit" },
        { "Windows", 0xC0000005, "STATUS_ACCESS_VIOLATION", null, "WildPointer" },
        { "Windows", -1073741819, "STATUS_ACCESS_VIOLATION", null, "WildPointer" }, // as .NET gives it: signed
        { "Windows", 0xC00000FD, "STATUS_STACK_OVERFLOW", null, "StackOverflow" },
        { "Windows", 0xC0000094, "STATUS_INTEGER_DIVIDE_BY_ZERO", null, "ArithmeticError" },
        { "Windows", 0xC000001D, "STATUS_ILLEGAL_INSTRUCTION", null, "IllegalInstruction" },
        { "Windows", 0xC0000374, "STATUS_HEAP_CORRUPTION", null, "HeapCorruption" },
        { "Windows", 0xC0000409, "STATUS_STACK_BUFFER_OVERRUN", null, "StackSmashing" },
        { "Windows", 0xC0000420, "STATUS_ASSERTION_FAILURE", null, "AssertionFailed" },
        { "Windows", 0x80000003, "STATUS_BREAKPOINT", null, "Trap" },
        { "Windows", 0xE06D7363, "a C++ exception of Visual C++", null, "CppTerminate" },
        { "Windows", 0xC0001234, "status 0xC0001234", null, "Unknown" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void An_end_is_told_by_its_number(string system, long raw, string? name, long? exitCode, string cause) =>
        Assert.Equal(new ProcessEnd(name, exitCode, Enum.Parse<CrashCause>(cause)), ProcessEnd.Of(Enum.Parse<TargetSystem>(system), raw));

    [Theory]
    [InlineData("Linux")]
    [InlineData("MacOS")]
    public void A_process_that_is_stopped_has_not_ended(string system) => Assert.Null(ProcessEnd.Of(Enum.Parse<TargetSystem>(system), 0x137F));
}
