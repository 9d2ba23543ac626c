// Workers without processes: a real WorkerProcess over a lane that answers at once, whose end the test decides.
using FfiIsolation.Calls;
using FfiIsolation.Lanes;
using FfiIsolation.Processes;
using FfiIsolation.Quarantining;
using FfiIsolation.Rpc;
using FfiIsolation.SharedMemory;
using FfiIsolation.Tests.Rpc;
using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Supervision;

internal sealed class FakeWorkers(TimeProvider clock, Action<WorkerDeath>? died = null) : IWorkersApart, IDisposable
{
    /// <summary>No process has a number this high, by the kernel's limit of 2^22.</summary>
    private const int FirstId = 1 << 30;

    private const int SignalKill = 9;

    private readonly DeadlineWatcher _deadlines = new(clock);
    private readonly List<FakeWorker> _started = [];
    private readonly List<WorkerProcess> _ended = [];

    /// <summary>Every worker that was started, in this order.</summary>
    public IReadOnlyList<FakeWorker> Started
    {
        get
        {
            lock (_started)
            {
                return [.. _started];
            }
        }
    }

    /// <summary>The workers that were started for a call alone and given back.</summary>
    public IReadOnlyList<WorkerProcess> Ended => _ended;

    /// <summary>Whether SIGKILL does nothing, as to a process that hangs in the kernel.</summary>
    public bool AreImmortal { get; set; }

    /// <summary>What a start waits for, and may fail by.</summary>
    public Func<CancellationToken, Task> BeforeStart { get; set; } = _ => Task.CompletedTask;

    public Task<WorkerProcess> StartAsync(CancellationToken cancellationToken) => StartAsync(guardedHeap: false, cancellationToken);

    public Task<WorkerProcess> StartGuardedAsync(CancellationToken cancellationToken) => StartAsync(guardedHeap: true, cancellationToken);

    private async Task<WorkerProcess> StartAsync(bool guardedHeap, CancellationToken cancellationToken)
    {
        await BeforeStart(cancellationToken).ConfigureAwait(false);
        FakeWorker worker;
        lock (_started)
        {
            int number = _started.Count + 1;
            var link = new Link();
            var process = new ChildProcess(FirstId + number, handle: -1, outputPipe: -1, errorPipe: -1, 0, new ProcessOutput(256, null), (_, _) => AreImmortal ? 0 : Exit(link, SignalKill));
            link.Process = process;
            var parts = new WorkerIncarnation(number, "/no/worker", process, HostSegment.Create(new byte[32]), link, 0, 0, HasGuardedHeap: guardedHeap);
            worker = new FakeWorker(new WorkerProcess(parts, _deadlines, clock, died ?? (_ => { })), process, parts.Segment, link.Closed);
            _started.Add(worker);
        }

        return worker.Process;
    }

    public Task<WorkerProcess> StartApartAsync(CancellationToken cancellationToken) => StartAsync(cancellationToken);

    public void EndApart(WorkerProcess worker) => _ended.Add(worker);

    public void Dispose() => _deadlines.Dispose();

    private static int Exit(Link link, int status)
    {
        link.Process!.Complete(new ProcessExit(status, null, TimeSpan.Zero));
        return 0;
    }

    /// <param name="Process">The worker.</param>
    /// <param name="Pipe">Completed by a test that has the pipe end.</param>
    internal sealed record FakeWorker(WorkerProcess Process, ChildProcess Child, HostSegment Segment, TaskCompletionSource Pipe)
    {
        /// <summary>Notes in the flight recorder where its call is, as the gate does.</summary>
        public void Note(RecorderStage stage)
        {
            using var segment = new FileStream($"/proc/self/fd/{Segment.Descriptor}", FileMode.Open, FileAccess.Write);
            segment.Position = SegmentLayout.RecorderOffset + SegmentLayout.RecorderFrames + SegmentLayout.RecorderFrameStage;
            segment.Write(BitConverter.GetBytes((uint)stage));
        }

        /// <summary>Ends as by a signal, and waits until the host has noticed.</summary>
        public async Task DieAsync(int signal = 11)
        {
            Child.Complete(new ProcessExit(signal, null, TimeSpan.Zero));
            await Process.Death.WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    /// <summary>A link whose worker ends when it is asked to.</summary>
    private sealed class Link : IWorkerLink
    {
        public ChildProcess? Process { get; set; }

        public ICallLane Lane { get; } = new AnsweringLane();

        public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => Closed.Task;

        public Action? Violated { get; set; }

        public Task<IWorkerControl> ControlAsync() => throw new NotSupportedException();

        public void RequestStop() => Exit(this, 0);

        public void ProcessGone()
        {
        }

        public void Release()
        {
        }

        public ValueTask DisposeAsync() => default;
    }

    private sealed class AnsweringLane : ICallLane
    {
        public ICallbackAnswerer? Callbacks { get; set; }

        public bool IsLookedAt => true;

        public void ExpectCalls()
        {
        }

        public Task<LaneReply> CarryAsync(PreparedCall call, ulong sequence, int frame) => Task.FromResult(new LaneReply(CallSamples.Result(), default));

        public Task<LaneReply>? CarryOrStart(PreparedCall call, ulong sequence) => CarryAsync(call, sequence, 0);

        public void Carry(PreparedCall call, ulong sequence, int frame) => call.Keep(new LaneReply(CallSamples.Result(), default));
    }
}
