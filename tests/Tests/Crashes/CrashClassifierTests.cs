using FfiIsolation.Crashes;
using static FfiIsolation.Tests.Crashes.DeathBuilder;

using FfiIsolation.SharedMemory;

namespace FfiIsolation.Tests.Crashes;

public sealed class CrashClassifierTests
{
    private static readonly Dictionary<string, (CrashCause Cause, CrashBlame Blame, Func<DeathBuilder> Death)> s_deaths = new()
    {
        ["null read"] = (CrashCause.NullPointer, CrashBlame.Call, () => new DeathBuilder().Fault(0)),
        ["null plus field"] = (CrashCause.NullPointer, CrashBlame.Call, () => new DeathBuilder().Fault(0x38)),
        ["wild"] = (CrashCause.WildPointer, CrashBlame.Call, () => new DeathBuilder().Fault(0x123456789000)),
        ["closed page"] = (CrashCause.WildPointer, CrashBlame.Call, () => new DeathBuilder().Fault(0x7f0000a01800, 5, code: 2)),
        ["non-canonical"] = (CrashCause.NonCanonicalAddress, CrashBlame.Call, () => new DeathBuilder().Fault(0, 0, code: 0x80, trap: 13)),
        ["read-only"] = (CrashCause.WriteToReadOnly, CrashBlame.Call, () => new DeathBuilder().Fault(Lib + 0x20, 7, code: 2)),
        ["jump to null"] = (CrashCause.ExecuteNonExecutable, CrashBlame.Call, () => new DeathBuilder().Fault(0, 0x14).Register("rip", 0)),
        ["jump to data"] = (CrashCause.ExecuteNonExecutable, CrashBlame.Call, () => new DeathBuilder().Fault(Lib + 0x20010, 0x15, code: 2).Register("rip", Lib + 0x20010)),
        ["overrun"] = (CrashCause.BufferOverrun, CrashBlame.Call, () => new DeathBuilder().Fault(Block + 16, 7, code: 2).Calling(CallOf("fill", "void fill(char *dst)", BlockOf("dst", 16)))),
        ["overrun of an innocent call"] = (CrashCause.WildPointer, CrashBlame.AfterReturn,
            () => new DeathBuilder().Fault(Block + 16, 7, code: 2).OfCall(6, RecorderStage.Done).Calling(CallOf("fill", "void fill(char *dst)", BlockOf("dst", 16)))),
        ["freed block of a guarded heap"] = (CrashCause.UseAfterFree, CrashBlame.Call, () => new DeathBuilder().Fault(Freed + 8, 5, code: 2).OfHeap(HeapFindingKind.TouchedFreed, Freed + 8)),
        ["end of a block of a guarded heap"] = (CrashCause.BufferOverrun, CrashBlame.Call, () => new DeathBuilder().Fault(Freed + 16, 7, code: 2).OfHeap(HeapFindingKind.TouchedBehind, Freed + 16)),
        ["rented buffer that was disposed"] = (CrashCause.UseAfterFree, CrashBlame.Call,
            () => new DeathBuilder().Fault(0x7f0000a00ff8, 7, code: 2).With(f => f with { Rented = [new RentedBlock("rented buffer #2", 0x7f0000a00ff0, 0x10, IsReturned: true)] })),
        ["what a guarded heap refused"] = (CrashCause.HeapCorruption, CrashBlame.Call, () => new DeathBuilder().Abort("").OfHeap(HeapFindingKind.FreedTwice, Freed)),
        ["word of a guarded heap of another address"] = (CrashCause.WildPointer, CrashBlame.Call, () => new DeathBuilder().Fault(Freed + 8, 5, code: 2).OfHeap(HeapFindingKind.TouchedFreed, Freed)),
        ["word of a guarded heap of another death"] = (CrashCause.NullPointer, CrashBlame.Call, () => new DeathBuilder().Fault(0).OfHeap(HeapFindingKind.FreedTwice, Freed)),
        ["word of a heap that nobody guards"] = (CrashCause.Abort, CrashBlame.Call, () => new DeathBuilder().Abort("").OfHeap(HeapFindingKind.FreedTwice, Freed).With(f => f with { HeapCalls = null })),
        ["stack overflow, main thread"] = (CrashCause.StackOverflow, CrashBlame.Call, () => new DeathBuilder().Fault(StackLow - 8, 6).Register("rsp", StackLow)),
        ["stack overflow, guard page"] = (CrashCause.StackOverflow, CrashBlame.Call, () => new DeathBuilder().Fault(StackLow + 0xff8, 7, code: 2).Register("rsp", StackLow + 0x1000)),
        ["huge frame"] = (CrashCause.StackOverflow, CrashBlame.Call, () => new DeathBuilder().Fault(StackLow - 0x4000000, 6).Register("rsp", StackLow - 0x4000000)),
        ["stack overflow, bounds unknown"] = (CrashCause.StackOverflow, CrashBlame.Call, () => new DeathBuilder().Fault(0x7f1000000ff8, 6).Register("rsp", 0x7f1000001000).Bounds(0, 0)),
        ["SIGBUS"] = (CrashCause.BusError, CrashBlame.Call, () => new DeathBuilder().Fault(0x7f0000a01800, 4, code: 2, signal: 7)),
        ["SIGFPE"] = (CrashCause.ArithmeticError, CrashBlame.Call, () => new DeathBuilder().Signal(8, 1)),
        ["SIGILL"] = (CrashCause.IllegalInstruction, CrashBlame.Call, () => new DeathBuilder().Signal(4, 2)),
        ["SIGTRAP"] = (CrashCause.Trap, CrashBlame.Call, () => new DeathBuilder().Signal(5, 0x80)),
        ["raise(SIGSEGV)"] = (CrashCause.TerminatedBySignal, CrashBlame.Call, () => new DeathBuilder().Signal(11, -6, Pid)),
        ["raise(SIGFPE)"] = (CrashCause.TerminatedBySignal, CrashBlame.Call, () => new DeathBuilder().Signal(8, -6, Pid)),
        ["abort"] = (CrashCause.Abort, CrashBlame.Call, () => new DeathBuilder().Abort("")),
        ["kill -ABRT from elsewhere"] = (CrashCause.TerminatedBySignal, CrashBlame.Call, () => new DeathBuilder().Signal(6, 0, 99)),
        ["assert"] = (CrashCause.AssertionFailed, CrashBlame.Call, () => new DeathBuilder().Abort("app: abort.c:8: f: Assertion `value > 0' failed.")),
        ["malloc's assert"] = (CrashCause.HeapCorruption, CrashBlame.Call, () => new DeathBuilder().Abort("malloc.c:2617: sysmalloc: Assertion `(old_top == initial_top (av)' failed.")),
        ["double free"] = (CrashCause.HeapCorruption, CrashBlame.Call, () => new DeathBuilder().Abort("free(): double free detected in tcache 2")),
        ["overrun heap"] = (CrashCause.HeapCorruption, CrashBlame.Call, () => new DeathBuilder().Abort("free(): invalid next size (normal)")),
        ["bad free"] = (CrashCause.HeapCorruption, CrashBlame.Call, () => new DeathBuilder().Abort("munmap_chunk(): invalid pointer")),
        ["stack protector"] = (CrashCause.StackSmashing, CrashBlame.Call, () => new DeathBuilder().Abort("*** stack smashing detected ***: terminated")),
        ["fortify"] = (CrashCause.BufferOverflowCheck, CrashBlame.Call, () => new DeathBuilder().Abort("*** buffer overflow detected ***: terminated")),
        ["terminate, by stderr"] = (CrashCause.CppTerminate, CrashBlame.Call, () => new DeathBuilder().Abort("")
            .With(f => f with { StandardError = "hello\nterminate called after throwing an instance of 'int'\n" })),
        ["message of an earlier call on stderr, another now"] = (CrashCause.HeapCorruption, CrashBlame.Call, () => new DeathBuilder().Abort("free(): invalid pointer")
            .With(f => f with { StandardError = "terminate called after throwing an instance of 'int'\n" })),
        ["exit"] = (CrashCause.Exit, CrashBlame.Call, () => new DeathBuilder().Exit(CrashRecordKind.Exit, 3).Status(0x300)),
        ["exit(259) is 3"] = (CrashCause.Exit, CrashBlame.Call, () => new DeathBuilder().Exit(CrashRecordKind.Exit, 259).Status(0x300)),
        ["_exit"] = (CrashCause.QuickExit, CrashBlame.Call, () => new DeathBuilder().Exit(CrashRecordKind.QuickExit, 7).Status(0x700)),
        ["raw exit_group"] = (CrashCause.QuickExit, CrashBlame.Call, () => new DeathBuilder().Status(0x800)),
        ["SIGKILL"] = (CrashCause.Killed, CrashBlame.Call, () => new DeathBuilder().Status(9)),
        ["SIGKILL when idle"] = (CrashCause.Killed, CrashBlame.None, () => new DeathBuilder().Status(9).Recorder(7, RecorderStage.Done).Calling(null)),
        ["SIGKILL before the function was entered"] = (CrashCause.Killed, CrashBlame.None, () => new DeathBuilder().Status(9).Recorder(7, RecorderStage.Received)),
        ["SIGTERM"] = (CrashCause.TerminatedBySignal, CrashBlame.Call, () => new DeathBuilder().Status(15)),
        ["timeout"] = (CrashCause.Killed, CrashBlame.Call, () => new DeathBuilder().Status(9).With(f => f with { KillReason = KillReason.Timeout })),
        ["crash as the timeout struck"] = (CrashCause.NullPointer, CrashBlame.Call, () => new DeathBuilder().Fault(0).Status(9).With(f => f with { KillReason = KillReason.Timeout })),
        ["out of memory, limit"] = (CrashCause.OutOfMemory, CrashBlame.Call, () => new DeathBuilder().Status(9).With(f => f with { MemoryLimitBytes = 100 << 20, MaxResidentBytes = 99 << 20 })),
        ["out of memory, kernel"] = (CrashCause.OutOfMemory, CrashBlame.Call, () => new DeathBuilder().Status(9).With(f => f with { KernelKilledForMemory = true })),
        ["CPU limit"] = (CrashCause.CpuLimit, CrashBlame.Call, () => new DeathBuilder().Status(24)),
        ["file size limit"] = (CrashCause.FileSizeLimit, CrashBlame.Call, () => new DeathBuilder().Status(25)),
        ["seccomp"] = (CrashCause.BlockedSystemCall, CrashBlame.Call, () => new DeathBuilder().Signal(31, 1)),
        ["library thread"] = (CrashCause.NullPointer, CrashBlame.LibraryThread, () => new DeathBuilder().Fault(0).OnThread(OtherThread)),
        ["after return, idle"] = (CrashCause.NullPointer, CrashBlame.AfterReturn, () => new DeathBuilder().Fault(0).OnThread(OtherThread).OfCall(7, RecorderStage.Done).Calling(null)),
        ["after return, the next call on its way"] = (CrashCause.NullPointer, CrashBlame.AfterReturn, () => new DeathBuilder().Fault(0).OnThread(OtherThread).OfCall(6, RecorderStage.Done)),
        ["worker's own step"] = (CrashCause.NullPointer, CrashBlame.None, () => new DeathBuilder().Fault(0).OfCall(7, RecorderStage.Received)),
        ["no call ever"] = (CrashCause.NullPointer, CrashBlame.None, () => new DeathBuilder().Fault(0).OfCall(0, RecorderStage.Idle).Calling(null).With(f => f with { LastCalls = [] })),
        ["SIGSEGV without a record"] = (CrashCause.Unknown, CrashBlame.Call, () => new DeathBuilder().Status(11)),
        ["record against wait status"] = (CrashCause.QuickExit, CrashBlame.Call, () => new DeathBuilder().Fault(0).Status(0)),
        ["record of an exit, death by signal"] = (CrashCause.TerminatedBySignal, CrashBlame.Call, () => new DeathBuilder().Exit(CrashRecordKind.Exit, 0).Status(15)),
        ["nothing known"] = (CrashCause.Unknown, CrashBlame.None, () => new DeathBuilder().With(f => f with { Segment = default, Call = null, LastCalls = [] })),
    };

    public static TheoryData<string> Deaths => new(s_deaths.Keys);

    [Theory]
    [MemberData(nameof(Deaths))]
    public void Each_death_has_its_cause_and_its_culprit(string name)
    {
        var (cause, blame, death) = s_deaths[name];
        var report = death().Report;
        Assert.Equal((cause, blame), (report.Cause, report.Blame));
        Assert.NotEmpty(report.Summary);
        Assert.DoesNotContain("\n", report.Summary);
        Assert.NotEmpty(report.ToString());
    }

    [Fact]
    public void Every_cause_has_an_example() =>
        Assert.Empty(Enum.GetValues<CrashCause>().Except(s_deaths.Values.Select(d => d.Cause)));

    [Theory]
    [InlineData(4ul, 0x10ul, FaultAccess.Read)]
    [InlineData(6ul, 0x10ul, FaultAccess.Write)]
    [InlineData(0x14ul, 0x10ul, FaultAccess.Execute)]
    [InlineData(4ul, 0x1234ul, FaultAccess.Execute)]
    public void The_error_code_of_a_page_fault_tells_the_access(ulong errorCode, ulong address, FaultAccess access) =>
        Assert.Equal(access, new DeathBuilder().Fault(address, errorCode).Register("rip", 0x1234).Evidence.Access);

    [Fact]
    public void A_general_protection_fault_has_no_address()
    {
        var report = new DeathBuilder().Fault(0, 0, code: 0x80, trap: 13).Report;
        Assert.Null(report.FaultAddress);
        Assert.Equal(FaultAccess.Unknown, report.Access);
    }

    [Fact]
    public void Exit_139_is_no_SIGSEGV()
    {
        var report = new DeathBuilder().Exit(CrashRecordKind.Exit, 139).Status(0x8b00).Report;
        Assert.Equal(139, report.ExitCode);
        Assert.Null(report.SignalName);
        Assert.Contains(report.Hints, h => h.Contains("not a SIGSEGV"));
    }
}
