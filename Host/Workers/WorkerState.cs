// Where one worker is in its life, in one word that is changed as a whole: whether a call is on board and which, whether the worker is on its
// way out and why. So a call begins and ends with one exchange each, and whoever kills an overdue call kills that call and no later one.
namespace FfiIsolation.Workers;

internal readonly struct WorkerState : IEquatable<WorkerState>
{
    private const ulong BusyFlag = 1;
    private const ulong EndingFlag = 2;
    private const ulong DeadFlag = 4;
    private const ulong OfferedFlag = 8;
    private const int ReasonShift = 4;
    private const ulong ReasonMask = 0xF;

    /// <summary>In the place of a reason: none of the host's, but a crash that is told.</summary>
    private const ulong ToldReason = 0xF;
    private const int SequenceShift = 8;

    private WorkerState(ulong word) => Word = word;

    public ulong Word { get; }

    /// <summary>The number of the call on board, or of the last one. 56 bits.</summary>
    public ulong Sequence => Word >> SequenceShift;

    /// <summary>A call is on board.</summary>
    public bool IsBusy => (Word & BusyFlag) != 0;

    /// <summary>It dies of a crash of which its caller knows already; the kernel has not taken it down yet.</summary>
    public bool IsDying => IsTold && !IsGone;

    /// <summary>The caller of the call that was on board knows of its death from its guard, and is gone.</summary>
    public bool IsTold => (Word >> ReasonShift & ReasonMask) == ToldReason;

    /// <summary>Killed, ended, or its lane broke: takes no call any more.</summary>
    public bool IsEnding => (Word & (EndingFlag | DeadFlag)) != 0;

    /// <summary>Reaped; what was known of it is in its death.</summary>
    public bool IsGone => (Word & DeadFlag) != 0;

    /// <summary>No call on board, and fit for one.</summary>
    public bool IsReady => (Word & (BusyFlag | EndingFlag | DeadFlag)) == 0;

    /// <summary>Why the host ended it; null where it did not.</summary>
    public KillReason? Reason => (Word >> ReasonShift & ReasonMask) is var reason and not (0 or ToldReason) ? (KillReason)(reason - 1) : null;

    /// <summary>Whoever exchanges the word has the worker, without asking the pool; with a call on board, that call was begun so, and the worker is free again when it ends.</summary>
    public bool IsOffered => (Word & OfferedFlag) != 0;

    /// <summary>Offered, and fit for a call.</summary>
    public bool IsFree => (Word & (BusyFlag | EndingFlag | DeadFlag | OfferedFlag)) == OfferedFlag;

    public static WorkerState New(ulong sequence) => new(sequence << SequenceShift);

    public static WorkerState Of(ulong word) => new(word);

    /// <summary>The state with the next call on board.</summary>
    public WorkerState NextCall() => new(Word + (1UL << SequenceShift) | BusyFlag);

    /// <summary>The state without a call on board.</summary>
    public WorkerState WithoutCall() => new(Word & ~BusyFlag);

    public WorkerState Offered() => new(Word | OfferedFlag);

    public WorkerState Withdrawn() => new(Word & ~OfferedFlag);

    /// <summary>The state on the way out.</summary>
    public WorkerState Ended(KillReason reason) => new(Word | EndingFlag | ((ulong)reason + 1) << ReasonShift);

    /// <summary>The state once a crash is told. The host has no reason of its own, and none that it may find later counts. Offered to nobody any more: the caller whose call was on board gives it back.</summary>
    public WorkerState Told() => new(Word & ~(BusyFlag | OfferedFlag) | EndingFlag | ToldReason << ReasonShift);

    /// <summary>The state once reaped.</summary>
    public WorkerState Gone() => new(Word | DeadFlag);

    public bool Equals(WorkerState other) => Word == other.Word;

    public override bool Equals(object? obj) => obj is WorkerState other && Equals(other);

    public override int GetHashCode() => Word.GetHashCode();
}
