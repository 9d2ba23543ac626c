// From evidence to cause: one decision list, most telling first.
using FfiIsolation.Images;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Crashes;

internal static class CrashClassifier
{
    /// <summary>Addresses below are called null: a field or element of a null pointer. Linux maps nothing there (vm.mmap_min_addr).</summary>
    public const ulong NullRegion = 0x10000;

    private const ulong StackReach = 0x10000;

    /// <param name="evidence">What is believed.</param>
    /// <param name="stackShowsTerminate">Asked only where abort() left no message: reads symbols.</param>
    public static CrashCause Classify(CrashEvidence evidence, Func<bool> stackShowsTerminate)
    {
        if (evidence.WasKilledByHost)
            return CrashCause.Killed;
        if (evidence.Record is { Kind: CrashRecordKind.Exit })
            return CrashCause.Exit;
        if (evidence.Record is { Kind: CrashRecordKind.QuickExit })
            return CrashCause.QuickExit;
        if (evidence.Signal is not { } signal)
            // exit() would have been recorded, so an exit without a record went past libc.
            return evidence.Status?.ExitCode is null ? CrashCause.Unknown : CrashCause.QuickExit;
        return signal switch
        {
            Signals.Segmentation => evidence.Record is null ? CrashCause.Unknown : evidence.IsFault ? MemoryFault(evidence) : CrashCause.TerminatedBySignal,
            Signals.Abort => Abort(evidence, stackShowsTerminate),
            Signals.Bus => Raised(evidence) ? CrashCause.TerminatedBySignal : CrashCause.BusError,
            Signals.FloatingPoint => Raised(evidence) ? CrashCause.TerminatedBySignal : CrashCause.ArithmeticError,
            Signals.Illegal => Raised(evidence) ? CrashCause.TerminatedBySignal : CrashCause.IllegalInstruction,
            Signals.Trap => Raised(evidence) ? CrashCause.TerminatedBySignal : CrashCause.Trap,
            Signals.BadSystemCall => Raised(evidence) ? CrashCause.TerminatedBySignal : CrashCause.BlockedSystemCall,
            Signals.CpuLimit => CrashCause.CpuLimit,
            Signals.FileSizeLimit => CrashCause.FileSizeLimit,
            Signals.Kill => IsOutOfMemory(evidence.Facts) ? CrashCause.OutOfMemory : CrashCause.Killed,
            _ => CrashCause.TerminatedBySignal,
        };
    }

    /// <summary>The kernel's rule of thumb for a stack that grew too far: the access is near the stack pointer and below the stack.</summary>
    public static bool IsStackOverflow(CrashRecord record)
    {
        if (record.TrapNumber != 14 || record.Address < NullRegion)
            return false;
        var (address, pointer) = (record.Address, record.StackPointer);
        var distance = address > pointer ? address - pointer : pointer - address;
        if (record.StackLow == 0) // bounds unknown: near the stack pointer and not accessible
            return distance < StackReach && record.Map.Mappings.Count > 0 && record.Map.Find(address) is not { Readable: true };
        return address < record.StackLow + StackReach && (pointer < record.StackLow + StackReach) && (distance < StackReach || pointer < record.StackLow);
    }

    private static bool Raised(CrashEvidence evidence) => evidence.Code <= 0;

    private static CrashCause MemoryFault(CrashEvidence evidence)
    {
        var record = evidence.Record!;
        if (evidence.IsGeneralProtection)
            return CrashCause.NonCanonicalAddress;
        if (evidence.Access == FaultAccess.Execute)
            return CrashCause.ExecuteNonExecutable;
        if (IsStackOverflow(record))
            return CrashCause.StackOverflow;
        if (ArgumentHit.FindBlock(evidence.BlamedCall, record.Address) is { IsBehind: true } || evidence.IsEndOfOverrun)
            return CrashCause.BufferOverrun;
        if (evidence.Heap is { } heap)
            return heap.Kind == HeapFindingKind.TouchedFreed ? CrashCause.UseAfterFree : CrashCause.BufferOverrun;
        if (evidence.Returned is not null)
            return CrashCause.UseAfterFree;
        if (record.Address < NullRegion)
            return CrashCause.NullPointer;
        if (TellTales.OfAccess(record.Address) is not null)
            return CrashCause.WildPointer;
        if (evidence.Access == FaultAccess.Write && record.Code == Signals.SegvAccess
            && record.Map.Find(record.Address) is null or { Readable: true, Writable: false })
            return CrashCause.WriteToReadOnly;
        return CrashCause.WildPointer;
    }

    private static CrashCause Abort(CrashEvidence evidence, Func<bool> stackShowsTerminate)
    {
        if (evidence.Record is { SenderPid: > 0 } record && Raised(evidence) && record.SenderPid != evidence.Facts.ProcessId)
            return CrashCause.TerminatedBySignal; // somebody else's kill -ABRT
        if (evidence.Heap is not null)
            return CrashCause.HeapCorruption;
        // glibc's message first: it was there at the abort. Standard error may hold what an earlier call said.
        if (AbortMessages.Classify(evidence.Record?.AbortMessage ?? "") is { } cause)
            return cause;
        if (AbortMessages.Classify(AbortMessages.FromStandardError(evidence.Facts.StandardError)) is { } told)
            return told;
        return stackShowsTerminate() ? CrashCause.CppTerminate : CrashCause.Abort;
    }

    private static bool IsOutOfMemory(DeathFacts facts) =>
        facts.KernelKilledForMemory || (facts.MemoryLimitBytes is { } limit && facts.MaxResidentBytes >= limit - limit / 10);
}
