// A guard that rings before its process has ended. The worker is none, but for one test: its lane breaks as that of a crashed one does, and its process
// ends when the test says so.
using System.Runtime.Versioning;
using FfiIsolation.Calls;
using FfiIsolation.Lanes;
using FfiIsolation.Processes;
using FfiIsolation.Rpc;
using FfiIsolation.SharedMemory;
using FfiIsolation.Tests.Crashes;
using FfiIsolation.Tests.Rpc;
using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Workers;

public sealed class KnellTests
{
    private const int NobodysProcess = int.MaxValue - 1; // beyond every pid_max
    private const int Segmentation = 11;
    private const int Kill = 9;
    private static readonly TimeSpan Unexpected = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_caller_has_its_exception_while_the_process_dies_and_the_report_waits_for_what_the_kernel_says(bool isAsync)
    {
        using var scene = new Scene();
        scene.Ring(Segmentation);
        NativeCrashException e = await scene.CrashAsync(isAsync);
        Assert.False(scene.Process.Exited.IsCompleted);
        Assert.False(e.Report.Known.IsCompleted);
        Assert.True(scene.Worker.IsDying);
        Assert.Same(e.Report, scene.Worker.KnownDeath?.Report);
        Assert.Equal([false], scene.KnownWhenCounted);
        Assert.Equal("f", e.Report.Call!.Function);
        Assert.Equal(1, e.Report.CallCount);

        // Nothing runs in it any more, and who asks for its report gets this one.
        Assert.Same(e.Report, Assert.Throws<WorkerNotEnteredException>(() => scene.Worker.Call(CallSamples.Prepare("int g(void)"), 0x1000, Timeout.InfiniteTimeSpan)).Report);
        Task<string> read = Task.Run(() => e.Message);
        scene.Process.Output.Append("last words\n"u8, isError: true);
        scene.Process.Complete(new ProcessExit(Segmentation, 4096, TimeSpan.FromMilliseconds(3)));
        Assert.Equal("f crashed: SIGSEGV (SEGV_MAPERR) reading address 0x0", await read.WaitAsync(Unexpected));
        Assert.Equal("last words", e.Report.LastWords);
        Assert.Equal(4096, e.Report.MaxResidentBytes);
        Assert.Same(e.Report, (await scene.Worker.Death.WaitAsync(Unexpected)).Report);
        Assert.True(e.Report.Known.IsCompleted);
        Assert.True(scene.IsReleased);
        Assert.Single(scene.KnownWhenCounted);
    }

    [Fact]
    public async Task The_kernels_word_wins_over_what_was_recorded()
    {
        using var scene = new Scene();
        scene.Ring(Segmentation);
        NativeCrashException e = await scene.CrashAsync();
        scene.Process.Complete(new ProcessExit(3 << 8, null, TimeSpan.Zero));
        await scene.Worker.Death.WaitAsync(Unexpected);
        Assert.Equal(3, e.Report.ExitCode);
        Assert.Null(e.Report.SignalName);
        Assert.Null(e.Report.FaultAddress);
    }

    [Fact]
    public async Task What_was_recorded_after_the_ring_is_in_the_report()
    {
        using var scene = new Scene();
        scene.Ring(Segmentation);
        NativeCrashException e = await scene.CrashAsync();
        scene.Name("late");
        scene.Process.Complete(new ProcessExit(Segmentation, null, TimeSpan.Zero));
        await scene.Worker.Death.WaitAsync(Unexpected);
        Assert.Equal("late", e.Report.ThreadName);
    }

    /// <summary>A thread of the library may crash while the call has not begun yet: it would be made again, and could run here all the same.</summary>
    [Fact]
    public async Task A_call_that_is_not_known_to_be_in_native_code_waits_for_the_end_of_the_process()
    {
        using var scene = new Scene();
        scene.Ring(Segmentation, RecorderStage.Done, back: 1);
        Task called = Task.Run(() => scene.Worker.Call(scene.Call, 0x1000, Timeout.InfiniteTimeSpan));
        await scene.Rang.Task.WaitAsync(Unexpected);
        Assert.False(called.IsCompleted);
        scene.Process.Complete(new ProcessExit(Segmentation, null, TimeSpan.Zero));
        await Assert.ThrowsAsync<WorkerNotEnteredException>(() => called.WaitAsync(Unexpected));
        Assert.Equal([true], scene.KnownWhenCounted);
    }

    [Fact]
    public async Task A_kill_that_came_before_the_ring_stays_the_reason()
    {
        using var scene = new Scene();
        scene.Ring(Segmentation, before: worker => worker.Kill(KillReason.Cancelled));
        Task called = Task.Run(() => scene.Worker.Call(scene.Call, 0x1000, Timeout.InfiniteTimeSpan));
        await scene.Rang.Task.WaitAsync(Unexpected);
        scene.Forget();
        scene.Process.Complete(new ProcessExit(Kill, null, TimeSpan.Zero));
        await Assert.ThrowsAsync<WorkerLostException>(() => called.WaitAsync(Unexpected));
        Assert.Equal([true], scene.KnownWhenCounted);
    }

    [Fact]
    public async Task A_kill_that_comes_after_the_ring_changes_nothing()
    {
        using var scene = new Scene();
        scene.Ring(Segmentation);
        NativeCrashException e = await scene.CrashAsync();
        scene.Worker.Kill(KillReason.Disposed);
        scene.Process.Complete(new ProcessExit(Segmentation, null, TimeSpan.Zero));
        WorkerDeath death = await scene.Worker.Death.WaitAsync(Unexpected);
        Assert.Null(death.KilledBecause);
        Assert.Null(e.Report.KillReason);
        Assert.True(death.IsUnexpected);
    }

    [Fact(Timeout = 60_000)]
    [SupportedOSPlatform("linux")]
    public async Task A_process_that_rings_and_lives_on_is_killed()
    {
        string program = Path.GetTempFileName();
        await File.WriteAllTextAsync(program, "#!/bin/sh\nexec sleep 600\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using HostSegment segment = HostSegment.Create(new byte[32]);
        ChildProcess process = await SpawnAsync(new SpawnRequest(program, ["PATH=/usr/bin:/bin"], segment.Descriptor, Listener: null, new ProcessOutput(256, null)));
        using var scene = new Scene(process);
        scene.Ring(Segmentation);
        NativeCrashException e = await scene.CrashAsync();
        Assert.Equal(Kill, (await process.Exited.WaitAsync(Unexpected, TestContext.Current.CancellationToken)).WaitStatus);
        Assert.Equal("SIGSEGV", e.Report.SignalName);
        File.Delete(program);
    }

    /// <summary>A process that another test was just starting may hold the program open for writing, as this one did, until it has its own.</summary>
    private static async Task<ChildProcess> SpawnAsync(SpawnRequest request)
    {
        while (true)
        {
            try
            {
                return await ProcessWatcher.Instance.SpawnAsync(request);
            }
            catch (IOException e) when (e.Message.Contains("Text file busy", StringComparison.Ordinal))
            {
                await Task.Yield();
            }
        }
    }

    private sealed class Scene : IWorkerLink, ICallLane, IDisposable
    {
        private readonly DeadlineWatcher _deadlines = new(TimeProvider.System);
        private readonly HostSegment _segment = HostSegment.Create(new byte[32]);
        private readonly SegmentMapping _mapping;
        private Action _carry = () => { };

        public Scene(ChildProcess? process = null)
        {
            Process = process ?? new ChildProcess(NobodysProcess, -1, -1, -1, 0, new ProcessOutput(256, null));
            _mapping = SegmentMapping.Of(_segment.Descriptor);
            Worker = new WorkerProcess(
                new WorkerIncarnation(1, "/nowhere", Process, _segment, this, 0x1000, 0x2000), _deadlines, TimeProvider.System, death => KnownWhenCounted.Add(death.Report.Known.IsCompleted));
        }

        public WorkerProcess Worker { get; }

        public ChildProcess Process { get; }

        public PreparedCall Call { get; } = CallSamples.Prepare("int f(void)");

        public TaskCompletionSource Rang { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Of each death that was counted: whether all was known of it then.</summary>
        public List<bool> KnownWhenCounted { get; } = [];

        public bool IsReleased { get; private set; }

        public ICallLane Lane => this;

        public Task Ended { get; } = new TaskCompletionSource().Task;

        public Action? Violated { get; set; }

        public ICallbackAnswerer? Callbacks { get; set; }

        public bool IsLookedAt => false;

        public void ExpectCalls()
        {
        }

        /// <summary>Has the next call crash.</summary>
        /// <param name="back">How many calls before this one the recorder shows.</param>
        public void Ring(int signal, RecorderStage stage = RecorderStage.Native, ulong back = 0, Action<WorkerProcess>? before = null) => _carry = () =>
        {
            (byte[] record, byte[] recorder) = CrashKnellTests.Crash(signal, stage, state: 1, _segment.FirstSequence + 1 - back);
            Write(record, SegmentLayout.CrashOffset);
            Write(recorder, SegmentLayout.RecorderOffset);
            before?.Invoke(Worker);
            Rang.SetResult();
            throw new LaneBrokenException("The worker is dead or dying.", isViolation: false) { IsKnell = true };
        };

        /// <summary>Makes the call. Not by Assert.Throws, which reads the message.</summary>
        public async Task<NativeCrashException> CrashAsync(bool isAsync = false)
        {
            try
            {
                if (isAsync)
                {
                    await Worker.CallAsync(Call, 0x1000, Timeout.InfiniteTimeSpan).WaitAsync(Unexpected);
                }
                else
                {
                    Worker.Call(Call, 0x1000, Timeout.InfiniteTimeSpan);
                }
            }
            catch (NativeCrashException e)
            {
                return e;
            }

            throw new InvalidOperationException("It did not crash.");
        }

        /// <summary>What the guard writes after it has rung.</summary>
        public void Name(string thread) => Write(System.Text.Encoding.ASCII.GetBytes(thread), SegmentLayout.CrashOffset + 256);

        /// <summary>As if the guard had recorded nothing.</summary>
        public void Forget() => Write(new byte[4], SegmentLayout.CrashOffset);

        public void Carry(PreparedCall call, ulong sequence, int frame) => _carry();

        public Task<LaneReply> CarryAsync(PreparedCall call, ulong sequence, int frame)
        {
            try
            {
                _carry();
                return Task.FromResult(default(LaneReply));
            }
            catch (LaneBrokenException e)
            {
                return Task.FromException<LaneReply>(e);
            }
        }

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

        public void Dispose()
        {
            Process.Complete(new ProcessExit(Kill, null, TimeSpan.Zero));
            Assert.True(Worker.Death.Wait(Unexpected));
            _mapping.Dispose();
            _deadlines.Dispose();
        }

        private unsafe void Write(byte[] bytes, int at) => bytes.CopyTo(new Span<byte>(_mapping.Address + at, bytes.Length));
    }
}
