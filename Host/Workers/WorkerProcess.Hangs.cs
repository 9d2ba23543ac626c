// A call that does not return is looked at before its worker is killed, and a slow one is looked at and left alone.
using FfiIsolation.Calls;
using FfiIsolation.Crashes;
using FfiIsolation.Hangs;
using FfiIsolation.Processes;

namespace FfiIsolation.Workers;

internal sealed partial class WorkerProcess
{
    /// <summary>What the look may hold up the kill. It takes some milliseconds; but it reads files of the kernel, which can wait for locks that a stuck worker holds.</summary>
    private static readonly TimeSpan s_lookLimit = TimeSpan.FromMilliseconds(250);

    private const int LookStackBytes = 256 * 1024;

    private volatile HangCapture? _hang;

    /// <summary>When the worker is killed, seen or not; 0 where it is not on its way to that.</summary>
    private long _killAt;

    /// <summary>What looks at it; replaced in tests.</summary>
    public Action<ChildProcess, int, bool, Action<HangCapture>> Look { private get; init; } = HangInspector.Inspect;

    /// <summary>Whether there is something for the watcher to do.</summary>
    public bool NeedsTicks => HasDeadline || Volatile.Read(ref _killAt) != 0;

    /// <summary>Ends a worker whose call goes on although nobody waits for it any more. The first reason counts.</summary>
    public void EndHung(KillReason reason)
    {
        WorkerState state = State;
        if (!state.IsBusy || state.IsEnding || !TryChange(state, state.Ended(reason)))
        {
            Kill(reason);
            return;
        }

        LookAndKill();
    }

    /// <summary>Kills the worker once it was looked at. Its state says already that it ends.</summary>
    private void LookAndKill()
    {
        Volatile.Write(ref _killAt, _clock.GetTimestamp() + Ticks(s_lookLimit));
        _deadlines.Wake();
        OnThread(
            () =>
            {
                try
                {
                    Look(_parts.Process, CallThread(), false, capture =>
                    {
                        _hang = capture;
                        _parts.Process.Kill();
                    });
                }
                finally
                {
                    KillNow();
                }
            },
            otherwise: KillNow);
    }

    private void KillNow()
    {
        _parts.Process.Kill();
        Volatile.Write(ref _killAt, 0);
    }

    /// <summary>Looks at a call that takes long, and tells if it is still that call.</summary>
    private void LookAtSlow(WorkerState state, TimeSpan elapsed) => OnThread(
        () =>
        {
            if (_call is not { } call)
            {
                return;
            }

            // From here on the object is this call's for good, if it still is.
            call.Hold();
            Interlocked.MemoryBarrier();
            if (!state.Equals(State))
            {
                return;
            }

            HangCapture? seen = null;
            Look(_parts.Process, CallThread(), true, capture => seen = capture);
            if (seen is not null && state.Equals(State))
            {
                CrashedCall described = CallDescription.Of(call, _parts.SegmentAddress, _callbacks?.UnderWay() is [var (_, callback), ..] ? callback : null);
                ulong target = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(call.Image.AsSpan(Images.CallImageLayout.Target));
                var hang = new HangReport(new HangScene { Capture = seen, WorkerPath = _parts.Path, Call = described, CallTarget = target, Files = FilesOfReport() });
                _slowCalls!.Report(new SlowCallEventArgs(described, elapsed, hang, ProcessId, Generation));
            }
        },
        otherwise: () => { });

    private int CallThread() => FlightRecord.Read(_parts.Segment.Snapshot()).CallThread;

    /// <summary>On a thread of its own: a tracer is a thread and no task, and on a host with no thread to spare nothing else would run.</summary>
    private static void OnThread(Action look, Action otherwise)
    {
        try
        {
            new Thread(
                () =>
                {
                    try
                    {
                        look();
                    }
                    catch (Exception)
                    {
                        // The worker ended while it was looked at, or its memory is not to be read. What had to be done is done.
                    }
                },
                LookStackBytes)
            { IsBackground = true, Name = "FfiIsolation look" }.Start();
        }
        catch (Exception)
        {
            // The system has no thread left. Nothing is seen then.
            otherwise();
        }
    }
}
