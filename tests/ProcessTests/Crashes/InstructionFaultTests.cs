using FfiIsolation.ProcessTests.Support;
using static FfiIsolation.ProcessTests.Crashes.CrashHost;

namespace FfiIsolation.ProcessTests.Crashes;

/// <summary>native/faults/arithmetic.c, instructions.c, stack.c. Signal codes: sigaction(2).</summary>
public sealed class InstructionFaultTests(CrashHost host) : IClassFixture<CrashHost>
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_division_by_zero_names_the_argument_that_was_zero()
    {
        CrashReport report = await host.CrashAsync("int divide(int a, int b)", 42, 0);
        AssertSignal(report, "SIGFPE", "FPE_INTDIV", CrashCause.ArithmeticError, "divide");
        AssertHint(report, "Parameter `b` was 0.");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_division_by_zero_inside_shows_both_functions()
    {
        CrashReport report = await host.CrashAsync("int divide_by_zero(void)");
        AssertSignal(report, "SIGFPE", "FPE_INTDIV", CrashCause.ArithmeticError, "divide");
        Assert.Equal("divide_by_zero", report.Stack[1].Symbol);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_division_that_overflows_is_an_arithmetic_error_too()
    {
        CrashReport report = await host.CrashAsync("int divide_overflow(void)");
        AssertSignal(report, "SIGFPE", "FPE_INTDIV", CrashCause.ArithmeticError, "divide");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task An_illegal_instruction_is_reported()
    {
        CrashReport report = await host.CrashAsync("void illegal_instruction(void)");
        AssertSignal(report, "SIGILL", "ILL_ILLOPN", CrashCause.IllegalInstruction, "illegal_instruction");
        AssertHint(report, "ud2");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_breakpoint_is_reported()
    {
        CrashReport report = await host.CrashAsync("void trap(void)");
        AssertSignal(report, "SIGTRAP", "SI_KERNEL", CrashCause.Trap, "trap");
        AssertHint(report, "int3");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_privileged_instruction_is_told_from_a_bad_address()
    {
        CrashReport report = await host.CrashAsync("void privileged_instruction(void)");
        AssertFault(report, "SIGSEGV", "SI_KERNEL", CrashCause.NonCanonicalAddress, null, FaultAccess.Unknown, "privileged_instruction");
        AssertHint(report, "only the kernel may use");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_misaligned_vector_access_is_told_from_a_bad_address()
    {
        CrashReport report = await host.CrashAsync("void misaligned_vector(void)");
        AssertFault(report, "SIGSEGV", "SI_KERNEL", CrashCause.NonCanonicalAddress, null, FaultAccess.Unknown, "misaligned_vector");
        AssertHint(report, "multiple of 16");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_stack_overflow_names_who_recursed()
    {
        CrashReport report = await host.CrashAsync("int stack_overflow(void)");
        Assert.Equal(("SIGSEGV", CrashCause.StackOverflow, CrashBlame.Call), (report.SignalName, report.Cause, report.Blame));
        Assert.Equal("recurse", report.Stack[0].Symbol);
        Assert.True(report.IsCallThread);
        AssertHint(report, "recurse");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_stack_overflow_on_a_thread_of_the_library_is_reported_too()
    {
        CrashReport report = await host.CrashAsync("void stack_overflow_on_own_thread(void)");
        Assert.Equal(("SIGSEGV", CrashCause.StackOverflow, CrashBlame.LibraryThread), (report.SignalName, report.Cause, report.Blame));
        Assert.Equal("recurse", report.Stack[0].Symbol);
        Assert.False(report.IsCallThread);
        Assert.NotEqual(report.ProcessId, report.ThreadId);
    }

    // Far beyond the 8 MB that a main thread has: ulimit -s.
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_huge_local_variable_is_reported()
    {
        CrashReport report = await host.CrashAsync("int huge_frame(size_t size)", 1L << 30);
        AssertSignal(report, "SIGSEGV", report.SignalCode!, CrashCause.StackOverflow, "huge_frame");
    }
}
