// A worker that dies when it has answered, before its caller has noticed either. The worker is none: its lane answers when its death has been described.
using FfiIsolation.Calls;
using FfiIsolation.Lanes;
using FfiIsolation.Processes;
using FfiIsolation.Rpc;
using FfiIsolation.Tests.Rpc;
using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Workers;

public sealed class LateAnswerTests
{
    private const int NobodysProcess = int.MaxValue - 1; // beyond every pid_max
    private static readonly TimeSpan Unexpected = TimeSpan.FromSeconds(30);

    /// <summary>Whoever describes the death looks at the call, on a thread of its own.</summary>
    [Fact]
    public async Task The_answer_counts_the_memory_is_released_and_the_object_of_the_call_is_not_used_again()
    {
        using var deadlines = new DeadlineWatcher(TimeProvider.System);
        var link = new Link();
        var worker = new WorkerProcess(
            new WorkerIncarnation(1, "/nowhere", link.Process, HostSegment.Create(new byte[32]), link, 0x1000, 0x2000), deadlines, TimeProvider.System, link.Described.SetResult);
        PreparedCall call = CallSamples.Prepare("int f(void)");
        worker.Call(call, 0x1000, Timeout.InfiniteTimeSpan);
        Assert.True(link.IsReleased);
        call.Recycle();
        Assert.NotSame(call, PreparedCall.Rent(CallThread.Current));
        await worker.Death.WaitAsync(Unexpected, TestContext.Current.CancellationToken);
    }

    private sealed class Link : IWorkerLink, ICallLane
    {
        public ChildProcess Process { get; } = new(NobodysProcess, -1, -1, -1, 0, new ProcessOutput(256, null));

        public TaskCompletionSource<WorkerDeath> Described { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsReleased { get; private set; }

        public ICallLane Lane => this;

        public Task Ended { get; } = new TaskCompletionSource().Task;

        public Action? Violated { get; set; }

        public ICallbackAnswerer? Callbacks { get; set; }

        public bool IsLookedAt => false;

        public void ExpectCalls()
        {
        }

        public void Carry(PreparedCall call, ulong sequence, int frame)
        {
            Process.Complete(new ProcessExit(9, 0, TimeSpan.Zero));
            Assert.True(Described.Task.Wait(Unexpected));
        }

        public Task<LaneReply> CarryAsync(PreparedCall call, ulong sequence, int frame) => throw new NotSupportedException();

        public Task<LaneReply>? CarryOrStart(PreparedCall call, ulong sequence) => throw new NotSupportedException();

        public Task<IWorkerControl> ControlAsync() => throw new NotSupportedException();

        public void RequestStop()
        {
        }

        public void ProcessGone()
        {
        }

        public void Release() => IsReleased = true;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
