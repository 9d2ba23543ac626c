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

    /// <param name="call">The call on board, if any.</param>
    /// <param name="sequence">Its number, or that of the last call.</param>
    /// <param name="hang">What was seen before the kill; null where nobody looked.</param>
    public static WorkerDeath Of(
        WorkerIncarnation worker, ProcessExit exit, PreparedCall? call, WorkerCallbacks? callbacks, ulong sequence, CallLog log, KillReason? killedBecause, TimeSpan uptime, DateTimeOffset now, HangCapture? hang)
    {
        (ulong noted, RecorderStage stage) = worker.Segment.ReadRecorder();

        // Not entered is believed on full evidence only: the recorder still holds the call before this one, ended.
        bool entered = call is not null && !(noted == sequence - 1 && stage == RecorderStage.Done);

        // A call that ended its thread came back to the gate, but not as a call does.
        bool ended = call is not null && noted == sequence && stage == RecorderStage.Done && killedBecause != KillReason.ThreadExited;
        PreparedCall? running = ended ? null : call;
        byte[] snapshot = worker.Segment.Snapshot();
        long? number = entered ? call?.Many?.NumberIn(snapshot, 0) : null;
        call?.Many?.Salvage(worker.Segment, call, entered && !(noted == sequence && stage == RecorderStage.Received), number);
        IReadOnlyList<(PreparedCall Call, CallbackPlan? Callback)> underWay = running is null || callbacks is null ? [] : Entered(callbacks.UnderWay(), noted, stage);
        PreparedCall? innermost = underWay.Count > 0 ? underWay[^1].Call : running;

        // Of a list, the call in it.
        PreparedCall? one = innermost?.Many?.CallAt(innermost.Many.NumberIn(snapshot, Math.Max(0, underWay.Count - 1))) ?? innermost;
        var facts = new DeathFacts
        {
            Call = running is null ? null : Chain(underWay, worker.SegmentAddress, snapshot) ?? CallDescription.Of(running, worker.SegmentAddress, number: running.Many?.NumberIn(snapshot, 0)),
            CallTarget = one is null ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(one.Image.AsSpan(CallImageLayout.Target)),
            CallSequence = innermost is null ? 0 : SequenceOf(innermost),
            LastCalls = ended ? [.. log.Last, call!.Name] : log.Last,
            WaitStatus = exit.WaitStatus,
            OtherName = exit.Name is null or WorkerName ? null : SafeText.Line(exit.Name),
            MaxResidentBytes = exit.MaxResidentBytes,
            CpuTime = exit.CpuTime,
            Segment = snapshot,
            StandardError = worker.Process.Output.ErrorTail,
            ProcessId = worker.Process.Id,
            Generation = worker.Generation,
            Uptime = uptime,
            CallCount = log.Count + (call is null ? 0 : 1),
            Time = now,
            KillReason = killedBecause,
            Hang = hang,
            RefusedActions = worker.Refusals?.Kept ?? [],
            MemoryLimitBytes = worker.MemoryLimitBytes,
            WorkerPath = worker.Path,
        };
        return new WorkerDeath(new CrashReport(facts), killedBecause, call, entered, ended) { Innermost = one, OnlyFunction = log.Only };
    }

    /// <summary>Without a call within a callback that the worker had not begun, or had ended: it still waited for what that callback returns.</summary>
    private static IReadOnlyList<(PreparedCall Call, CallbackPlan? Callback)> Entered(
        IReadOnlyList<(PreparedCall Call, CallbackPlan? Callback)> underWay, ulong noted, RecorderStage stage) =>
        underWay.Count > 1 && stage == RecorderStage.Callback && noted == SequenceOf(underWay[^2].Call) ? [.. underWay.SkipLast(1)] : underWay;

    private static ulong SequenceOf(PreparedCall call) => BinaryPrimitives.ReadUInt64LittleEndian(call.Image.AsSpan(CallImageLayout.Sequence));

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
