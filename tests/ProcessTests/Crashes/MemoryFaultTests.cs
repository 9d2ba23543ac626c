using FfiIsolation.ProcessTests.Support;
using static FfiIsolation.ProcessTests.Crashes.CrashHost;

namespace FfiIsolation.ProcessTests.Crashes;

/// <summary>native/faults/memory.c, jumps.c, mappings.c. Signal codes: sigaction(2).</summary>
public sealed class MemoryFaultTests(CrashHost host) : IClassFixture<CrashHost>
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_read_through_null_tells_address_and_access()
    {
        CrashReport report = await host.CrashAsync("int null_read(void)");
        AssertFault(report, "SIGSEGV", "SEGV_MAPERR", CrashCause.NullPointer, 0, FaultAccess.Read, "null_read");
        AssertHint(report, "No argument was NULL");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_write_through_null_is_a_write()
    {
        CrashReport report = await host.CrashAsync("void null_write(void)");
        AssertFault(report, "SIGSEGV", "SEGV_MAPERR", CrashCause.NullPointer, 0, FaultAccess.Write, "null_write");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_null_argument_is_named()
    {
        CrashReport report = await host.CrashAsync("int read_at(const void *address)", NativePointer.Null);
        AssertFault(report, "SIGSEGV", "SEGV_MAPERR", CrashCause.NullPointer, 0, FaultAccess.Read, "read_at");
        AssertHint(report, "Parameter `address` was NULL.");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_field_of_a_null_structure_is_told_by_its_offset()
    {
        CrashReport report = await host.CrashAsync("int null_field_read(void)");
        AssertFault(report, "SIGSEGV", "SEGV_MAPERR", CrashCause.NullPointer, 0x38, FaultAccess.Read, "null_field_read");
        AssertHint(report, "NULL + 0x38");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_wild_pointer_is_told_from_null()
    {
        CrashReport report = await host.CrashAsync("int wild_read(void)");
        AssertFault(report, "SIGSEGV", "SEGV_MAPERR", CrashCause.WildPointer, 0x123456789000, FaultAccess.Read, "wild_read");
        AssertHint(report, "Nothing is mapped");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_wild_argument_is_named()
    {
        CrashReport report = await host.CrashAsync("void write_at(void *address, int value)", NativePointer.FromAddress(0x123456789000), 7);
        AssertFault(report, "SIGSEGV", "SEGV_MAPERR", CrashCause.WildPointer, 0x123456789000, FaultAccess.Write, "write_at");
        AssertHint(report, "Argument 1 `address` = 0x123456789000 is the fault address.");
    }

    // The processor gives no address for one that no pointer can have: a general protection fault, si_code SI_KERNEL.
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_non_canonical_address_is_told_as_such()
    {
        CrashReport report = await host.CrashAsync("int non_canonical_read(void)");
        AssertFault(report, "SIGSEGV", "SI_KERNEL", CrashCause.NonCanonicalAddress, null, FaultAccess.Unknown, "non_canonical_read");
        AssertHint(report, "no x86-64 pointer can have");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_kernels_half_is_told_as_such()
    {
        CrashReport report = await host.CrashAsync("int kernel_read(void)");
        AssertSignal(report, "SIGSEGV", report.SignalCode!, CrashCause.WildPointer, "kernel_read");
        Assert.Equal(0xffffffff81000000, report.FaultAddress);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_write_on_a_constant_is_told_as_such()
    {
        CrashReport report = await host.CrashAsync("void write_to_read_only(void)");
        AssertSignal(report, "SIGSEGV", "SEGV_ACCERR", CrashCause.WriteToReadOnly, "write_to_read_only");
        Assert.Equal(FaultAccess.Write, report.Access);
        AssertHint(report, "read-only memory of libfaults.so");
    }

    // 0x6867666564636261 is "abcdefgh": no pointer can be that.
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_pointer_overwritten_by_text_is_told_as_such()
    {
        CrashReport report = await host.CrashAsync("int text_as_pointer(const char *text)", "abcdefgh");
        AssertFault(report, "SIGSEGV", "SI_KERNEL", CrashCause.NonCanonicalAddress, null, FaultAccess.Unknown, "text_as_pointer");
        AssertHint(report, "abcdefgh");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_call_of_null_shows_who_called()
    {
        CrashReport report = await host.CrashAsync("void jump_to_null(void)");
        Assert.Equal(("SIGSEGV", "SEGV_MAPERR", CrashCause.ExecuteNonExecutable), (report.SignalName, report.SignalCode, report.Cause));
        Assert.Equal((0UL, FaultAccess.Execute), (report.FaultAddress!.Value, report.Access));
        Assert.Equal("jump_to_null", report.Stack[1].Symbol);
        AssertHint(report, "NULL function pointer");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_jump_into_data_shows_who_jumped()
    {
        CrashReport report = await host.CrashAsync("void jump_to_data(void)");
        Assert.Equal(("SIGSEGV", "SEGV_ACCERR", CrashCause.ExecuteNonExecutable), (report.SignalName, report.SignalCode, report.Cause));
        Assert.Equal(FaultAccess.Execute, report.Access);
        Assert.Contains(report.Stack.Take(2), frame => frame.Symbol == "jump_to_data");
        AssertHint(report, "holds data, not code");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_file_shorter_than_its_mapping_is_a_bus_error()
    {
        CrashReport report = await host.CrashAsync("int bus_error(void)");
        AssertSignal(report, "SIGBUS", "BUS_ADRERR", CrashCause.BusError, "bus_error");
        Assert.NotNull(report.FaultAddress);
        Assert.Equal(FaultAccess.Read, report.Access);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task An_overrun_through_a_guard_page_is_told_from_where_it_began()
    {
        CrashReport report = await host.CrashAsync("void fill(char *dst, size_t size, char c)", NativeBuffer.Out<byte>(16), 1 << 20, 'x');
        AssertSignal(report, "SIGSEGV", report.SignalCode!, CrashCause.BufferOverrun, "fill");
        Assert.Equal(FaultAccess.Write, report.Access);
        AssertHint(report, "ran past the end of parameter `dst`, from + 16 on, and through the guard page behind its 16-byte buffer up to the next one");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_returned_text_that_points_nowhere_is_told_as_read_after_the_return()
    {
        CrashReport report = await host.CrashAsync("const char *wild_text(void)");
        Assert.Equal(("SIGSEGV", 0x123456789000UL, FaultAccess.Read), (report.SignalName, report.FaultAddress!.Value, report.Access));
        Assert.Equal(CrashBlame.Call, report.Blame);
        AssertHint(report, "after the function had returned");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_returned_text_without_terminator_is_told_as_read_after_the_return()
    {
        CrashReport report = await host.CrashAsync("const char *text_without_end(void)");
        Assert.Equal("SIGSEGV", report.SignalName);
        AssertHint(report, "no terminator");
    }
}
