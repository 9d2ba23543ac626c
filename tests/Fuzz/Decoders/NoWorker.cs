using FfiIsolation.Calls;
using FfiIsolation.Lanes;
using FfiIsolation.Processes;
using FfiIsolation.Rpc;
using FfiIsolation.Workers;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>A worker that nothing is asked of, for what wants to know where a result is from.</summary>
internal sealed class NoWorker : IWorkerLink, ICallLane
{
    /// <summary>No process has a number this high, by the kernel's limit of 2^22.</summary>
    private const int ProcessId = 1 << 30;

    private NoWorker()
    {
    }

    public ICallLane Lane => this;

    public Task Ended { get; } = new TaskCompletionSource().Task;

    public Action? Violated { get; set; }

    public ICallbackAnswerer? Callbacks { get; set; }

    public bool IsLookedAt => false;

    public static WorkerProcess Create()
    {
        var process = new ChildProcess(ProcessId, handle: -1, outputPipe: -1, errorPipe: -1, 0, new ProcessOutput(256, null), (_, _) => 0);
        var parts = new WorkerIncarnation(1, "/no/worker", process, HostSegment.Create(new byte[ProtocolLimits.SecretBytes]), new NoWorker(), 0x7000, 0x7000);
        return new WorkerProcess(parts, new DeadlineWatcher(TimeProvider.System), TimeProvider.System, _ => { });
    }

    public Task<IWorkerControl> ControlAsync() => throw new NotSupportedException();

    public void RequestStop()
    {
    }

    public void ProcessGone()
    {
    }

    public void Release()
    {
    }

    public ValueTask DisposeAsync() => default;

    public void ExpectCalls()
    {
    }

    public Task<LaneReply> CarryAsync(PreparedCall call, ulong sequence, int frame) => throw new NotSupportedException();

    public Task<LaneReply>? CarryOrStart(PreparedCall call, ulong sequence) => throw new NotSupportedException();

    public void Carry(PreparedCall call, ulong sequence, int frame) => throw new NotSupportedException();
}
