// What of the hearsay is believed. The kernel's word (wait status) stands above the worker's (crash record, flight recorder).
using FfiIsolation.Heaps;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Crashes;

internal sealed class CrashEvidence
{
    /// <summary>More than a worker makes, by far.</summary>
    private const ulong MaxCalls = 1UL << 32;

    private CrashEvidence(DeathFacts facts, FlightRecord recorder, bool hasRecorder, CrashRecord? record, ExitStatus? status, bool isRecordDoubted)
    {
        Facts = facts;
        Recorder = recorder;
        Record = record;
        Status = status;
        IsRecordDoubted = isRecordDoubted;
        IsRecorderOverwritten = facts.Call is not null && hasRecorder && recorder.Sequence - facts.CallSequence + MaxCalls > 2 * MaxCalls;
        Blame = FindBlame();
    }

    public DeathFacts Facts { get; }

    public FlightRecord Recorder { get; }

    /// <summary>The crash record, if there is one and it does not contradict the wait status.</summary>
    public CrashRecord? Record { get; }

    public ExitStatus? Status { get; }

    /// <summary>There is a crash record, but the process ended in another way than it says.</summary>
    public bool IsRecordDoubted { get; }

    public CrashBlame Blame { get; }

    /// <summary>The call, where it or a thread it made is to blame.</summary>
    public CrashedCall? BlamedCall => Blame is CrashBlame.Call or CrashBlame.LibraryThread ? Facts.Call : null;

    /// <summary>The host killed it, and nothing else had ended it before.</summary>
    public bool WasKilledByHost => Facts.KillReason is not null && Record is null && Status is null or { Signal: Signals.Kill };

    /// <summary>The flight recorder has a number that no call of this worker had: they count up from a random one. So not the gate wrote it.</summary>
    public bool IsRecorderOverwritten { get; }

    /// <summary>The signal that ended it, null for an exit (or where nobody knows).</summary>
    public int? Signal => Record is { Kind: CrashRecordKind.Signal } record ? record.Signal : Record is not null ? null : Status?.Signal;

    /// <summary>si_code, where the guard saw the signal.</summary>
    public int? Code => Record is { Kind: CrashRecordKind.Signal } record ? record.Code : null;

    public int? ExitCode => Record is { Kind: CrashRecordKind.Exit or CrashRecordKind.QuickExit } record
        ? record.ExitCode
        : Signal is null ? Status?.ExitCode : null;

    /// <summary>A fault that an instruction caused, as against a signal that somebody sent.</summary>
    public bool IsFault => Record is { Kind: CrashRecordKind.Signal, Code: > 0 };

    /// <summary>A memory fault whose address is real: a general protection fault and a sent signal have none.</summary>
    public ulong? FaultAddress => IsFault && Record is { Signal: Signals.Segmentation or Signals.Bus } record && !IsGeneralProtection
        ? record.Address
        : null;

    public bool IsGeneralProtection =>
        IsFault && Record is { Signal: Signals.Segmentation } record && (record.TrapNumber == 13 || record.Code == Signals.FromKernel);

    /// <summary>What the worker's guarded heap said of it; null where it said nothing, or what does not go with the death.</summary>
    public HeapFinding? Heap => Facts.HeapCalls is not null && Record?.Heap is { } finding
        && (finding.IsOfFault ? FaultAddress == finding.Address : Record is { Kind: CrashRecordKind.Signal, Signal: Signals.Abort, Code: <= 0 }) ? finding : null;

    /// <summary>The rented buffer that was used after it had been returned; null where the fault is elsewhere, or nearer to one that is still out.</summary>
    public RentedBlock? Returned
    {
        get
        {
            if (FaultAddress is not { } address || Facts.Rented.Any(block => !block.IsReturned && block.IsRightBehind(address)))
                return null;
            var returned = Facts.Rented.FirstOrDefault(block => block.IsReturned && block.Covers(address));
            return !returned.IsReturned || (returned.IsRightBehind(address) && RentedBehind is { } next && next.Address - address < address - returned.End + 1) ? null : returned;
        }
    }

    /// <summary>The rented buffer, still out, that begins in the page behind that of the fault; null for none.</summary>
    public RentedBlock? RentedBehind =>
        FaultAddress is { } address && Facts.Rented.FirstOrDefault(block => !block.IsReturned && block.IsRightBefore(address)) is { Address: > 0 } block ? block : null;

    /// <summary>The buffer past whose end the call had run before it crashed elsewhere; null where it is not known to.</summary>
    public ArgumentHit? OverrunBefore =>
        Recorder.Overrun is not 0 and var first && first != FaultAddress && ArgumentHit.FindBlock(BlamedCall, first) is { IsBehind: true } hit ? hit : null;

    /// <summary>Whether the fault is where such an overrun came to an end: at a guard page farther up.</summary>
    public bool IsEndOfOverrun => OverrunBefore is not null && FaultAddress is { } address && address > Recorder.Overrun && address - Recorder.Overrun < (ulong)WindowLayout.Size;

    public FaultAccess Access
    {
        get
        {
            if (FaultAddress is not { } address || Record is not { TrapNumber: 14 } record)
                return FaultAccess.Unknown;
            if ((record.ErrorCode & 16) != 0 || address == record.InstructionPointer)
                return FaultAccess.Execute;
            return (record.ErrorCode & 2) != 0 ? FaultAccess.Write : FaultAccess.Read;
        }
    }

    /// <summary>Null where the thread is not known.</summary>
    public bool? IsCallThread => Record is { Thread: > 0 } record && Recorder.CallThread > 0 ? record.Thread == Recorder.CallThread : null;

    public static CrashEvidence From(DeathFacts facts)
    {
        var segment = facts.Segment.Span;
        var recorder = FlightRecord.Read(segment);
        var record = CrashRecordDecoder.Decode(segment);
        var status = facts.WaitStatus is { } raw ? ExitStatus.Decode(raw) : null;
        var isDoubted = record is not null && !IsBelievable(record, status);
        // What was decoded is kept, the 96 KB it came from are not: exceptions hold reports, and people hold exceptions.
        return new CrashEvidence(facts with { Segment = default }, recorder, segment.Length > 0, isDoubted ? null : record, status, isDoubted);
    }

    private static bool IsBelievable(CrashRecord record, ExitStatus? status)
    {
        if (record.Kind == CrashRecordKind.Signal && record.Signal is < 1 or > 64)
            return false;
        if (status is not { } end)
            return true; // not reaped yet: the guard's word is all there is
        if (end.Signal == Signals.Kill)
            return true; // killed while it was dying
        return record.Kind == CrashRecordKind.Signal
            ? end.Signal == record.Signal || (record.NestedSignal != 0 && end.Signal == record.NestedSignal)
            : end.ExitCode == (record.ExitCode & 0xFF);
    }

    private CrashBlame FindBlame()
    {
        var earlier = Facts.LastCalls.Count > 0 ? CrashBlame.AfterReturn : CrashBlame.None;
        if (IsRecorderOverwritten)
            return CrashBlame.Call; // it was sound when the call before had ended
        if (Record is { } record)
        {
            var isOfThisCall = Facts.Call is not null && record.Sequence == Facts.CallSequence
                && record.Stage is RecorderStage.Native or RecorderStage.Reading or RecorderStage.Callback;
            if (isOfThisCall)
                return IsCallThread == false ? CrashBlame.LibraryThread : CrashBlame.Call;
            // The worker's own steps on its call thread are nobody's fault; what another thread does, some call has begun.
            return record.Stage == RecorderStage.Received && IsCallThread != false ? CrashBlame.None : earlier;
        }
        if (Facts.Call is not null && Facts.KillReason is FfiIsolation.KillReason.ThreadExited or FfiIsolation.KillReason.PipeClosed)
            return CrashBlame.Call;
        if (Facts.Call is not null && Recorder.IsInCall && Recorder.Sequence == Facts.CallSequence)
            return CrashBlame.Call;
        if (Facts.Call is not null || Facts.KillReason is not null)
            return CrashBlame.None;
        // No call on board and no word of the guard: an outside SIGKILL looks like this, a thread that called exit_group too.
        return Signal is Signals.Kill ? CrashBlame.None : earlier;
    }
}
