// From what is left of a worker to the facts of its death.
using System.Buffers.Binary;
using FfiIsolation.Callbacks;
using FfiIsolation.Calls;
using FfiIsolation.Crashes;
using FfiIsolation.Hangs;
using FfiIsolation.Images;
using FfiIsolation.Processes;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Workers;

internal static class DeathDescription
{
    /// <summary>As native/guard/bootstrap.c has it.</summary>
    private const string WorkerName = "ffi-worker";

    /// <summary>The death of a worker that was reaped.</summary>
    /// <param name="books">What the host knows by itself; the call is described here.</param>
    /// <param name="call">The call on board, if any.</param>
    /// <param name="sequence">Its number, or that of the last call.</param>
    public static WorkerDeath Of(WorkerIncarnation worker, DeathFacts books, ProcessExit exit, PreparedCall? call, WorkerCallbacks? callbacks, ulong sequence)
    {
        (ulong noted, RecorderStage stage) = worker.Segment.ReadRecorder();

        // Not entered is believed on full evidence only: the recorder still holds the call before this one, ended.
        bool entered = call is not null && !(noted == sequence - 1 && stage == RecorderStage.Done);

        // A call that ended its thread came back to the gate, but not as a call does.
        bool ended = call is not null && noted == sequence && stage == RecorderStage.Done && books.KillReason != KillReason.ThreadExited;
        PreparedCall? running = ended ? null : call;
        byte[] snapshot = worker.Segment.Snapshot();
        long? number = entered ? call?.Many?.NumberIn(snapshot, 0) : null;
        call?.Many?.Salvage(worker.Segment, call, entered && !(noted == sequence && stage == RecorderStage.Received), number);
        IReadOnlyList<(PreparedCall Call, CallbackPlan? Callback)> underWay = running is null || callbacks is null ? [] : Entered(callbacks.UnderWay(), noted, stage);
        PreparedCall? innermost = underWay.Count > 0 ? underWay[^1].Call : running;

        // Of a list, the call in it.
        PreparedCall? one = innermost?.Many?.CallAt(innermost.Many.NumberIn(snapshot, Math.Max(0, underWay.Count - 1))) ?? innermost;
        DeathFacts facts = Join(books, worker, exit, snapshot) with
        {
            Call = running is null ? null : Chain(underWay, worker.SegmentAddress, snapshot) ?? CallDescription.Of(running, worker.SegmentAddress, number: running.Many?.NumberIn(snapshot, 0)),
            CallTarget = one is null ? 0 : TargetOf(one),
            CallSequence = innermost is null ? 0 : SequenceOf(innermost),
            LastCalls = ended ? [.. books.LastCalls, call!.Name] : books.LastCalls,
        };
        return new WorkerDeath(new CrashReport(facts), books.KillReason, call, entered, ended) { Innermost = one };
    }

    /// <summary>The death of a worker whose guard has told it, with a call on board that made no call back: what the kernel will say is joined in later.</summary>
    /// <param name="books">What the host knows by itself; the call is described here, while its caller's buffers are as they were.</param>
    public static (WorkerDeath Death, PendingFacts Pending) Told(WorkerIncarnation worker, DeathFacts books, PreparedCall call)
    {
        books = books with { Call = CallDescription.Of(call, worker.SegmentAddress), CallTarget = TargetOf(call), CallSequence = SequenceOf(call) };
        var rest = new PendingFacts(worker.Process.Exited, exit => Join(books, worker, exit, worker.Segment.Snapshot()));
        return (new WorkerDeath(new CrashReport(books, rest), null, call, Entered: true, Ended: false) { Innermost = call, IsTold = true }, rest);
    }

    private static DeathFacts Join(DeathFacts books, WorkerIncarnation worker, ProcessExit exit, byte[] snapshot) => books with
    {
        WaitStatus = exit.WaitStatus,
        OtherName = exit.Name is null or WorkerName ? null : SafeText.Line(exit.Name),
        MaxResidentBytes = exit.MaxResidentBytes,
        CpuTime = exit.CpuTime,
        Segment = snapshot,
        StandardError = worker.Process.Output.ErrorTail,
        RefusedActions = worker.Refusals?.Kept ?? [],
        MemoryLimitBytes = worker.MemoryLimitBytes,
    };

    /// <summary>Without a call within a callback that the worker had not begun, or had ended: it still waited for what that callback returns.</summary>
    private static IReadOnlyList<(PreparedCall Call, CallbackPlan? Callback)> Entered(
        IReadOnlyList<(PreparedCall Call, CallbackPlan? Callback)> underWay, ulong noted, RecorderStage stage) =>
        underWay.Count > 1 && stage == RecorderStage.Callback && noted == SequenceOf(underWay[^2].Call) ? [.. underWay.SkipLast(1)] : underWay;

    private static ulong SequenceOf(PreparedCall call) => BinaryPrimitives.ReadUInt64LittleEndian(call.Image.AsSpan(CallImageLayout.Sequence));

    private static ulong TargetOf(PreparedCall call) => BinaryPrimitives.ReadUInt64LittleEndian(call.Image.AsSpan(CallImageLayout.Target));

    /// <summary>The innermost call, which knows the calls around it; null where there is none.</summary>
    private static CrashedCall? Chain(IReadOnlyList<(PreparedCall Call, CallbackPlan? Callback)> underWay, ulong segmentAddress, byte[] snapshot)
    {
        CrashedCall? within = null;
        for (int depth = 0; depth < underWay.Count; depth++)
        {
            (PreparedCall call, CallbackPlan? callback) = underWay[depth];
            within = CallDescription.Of(call, segmentAddress, callback, within, call.Many?.NumberIn(snapshot, depth));
        }

        return within;
    }
}
