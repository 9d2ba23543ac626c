using FfiIsolation.Cli.Debugging;

namespace FfiIsolation.Tests.Cli.Debugging;

/// <summary>When a worker that is held goes on, by what a test lets the watcher see.</summary>
public sealed class DebuggerHoldTests
{
    private static readonly TimeSpan Unexpected = TimeSpan.FromSeconds(30);

    private readonly StringWriter _error = new();
    private int _looks;

    [Fact]
    public async Task Enter_lets_it_go_on_without_a_debugger()
    {
        using var input = new Keyboard();
        Task waiting = WaitAsync(input, _ =>
        {
            input.Press();
            return DebuggedState.Free;
        });
        await waiting.WaitAsync(Unexpected, TestContext.Current.CancellationToken);
    }

    [Theory]
    // One that has stopped it and lets it go on.
    [InlineData("Free Free Stopped Stopped Running", 5)]
    // One that was too quick to be seen stopping it. Right after attaching the process runs on for a moment.
    [InlineData("Free Running Running Running Running Running", 6)]
    [InlineData("Running Running Stopped Running", 4)]
    // One that went away again without letting it go on is none.
    [InlineData("Stopped Free Running Running Running Running Running", 7)]
    [InlineData("Running Running Running Running Free Running Running Running Running Running", 10)]
    // A worker that is gone is not waited for.
    [InlineData("Free Gone", 2)]
    public async Task A_debugger_that_has_attached_and_continued_lets_it_go_on(string states, int looks)
    {
        DebuggedState[] seen = [.. states.Split(' ').Select(Enum.Parse<DebuggedState>)];
        await WaitAsync(TextReader.Null, look => seen[look]).WaitAsync(Unexpected, TestContext.Current.CancellationToken);
        Assert.Equal(looks, _looks);
    }

    [Fact]
    public async Task Without_a_keyboard_it_waits_until_it_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WaitAsync(
            TextReader.Null,
            look =>
            {
                if (look == 100)
                {
                    cancelled.Cancel();
                }

                return DebuggedState.Free;
            },
            cancelled.Token).WaitAsync(Unexpected));
    }

    [Fact]
    public async Task It_says_how_to_attach_and_who_may()
    {
        await WaitAsync(TextReader.Null, _ => DebuggedState.Gone);
        Assert.Contains("ffi:   gdb -p 4321 -ex 'break strlen' -ex continue\n", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("ffi: nobody but root\n", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    // As proc(5) describes the file.
    [InlineData("Name:\tffi-worker\nState:\tS (sleeping)\nTracerPid:\t0\n", nameof(DebuggedState.Free))]
    [InlineData("Name:\tffi-worker\nState:\tt (tracing stop)\nTracerPid:\t17\n", nameof(DebuggedState.Stopped))]
    [InlineData("Name:\tffi-worker\nState:\tS (sleeping)\nTracerPid:\t17\n", nameof(DebuggedState.Running))]
    [InlineData("Name:\tffi-worker\nState:\tZ (zombie)\nTracerPid:\t0\n", nameof(DebuggedState.Gone))]
    [InlineData("Name:\tTracerPid:\nState:\tT (stopped)\nTracerPid:\t0\n", nameof(DebuggedState.Free))]
    public void What_the_kernel_says_of_a_process_is_read(string status, string state) => Assert.Equal(state, DebuggedProcess.Read(status).ToString());

    [Theory]
    [InlineData("0\n", null)]
    [InlineData("1\n", "use sudo")]
    [InlineData("2\n", "use sudo")]
    [InlineData("3\n", "no debugger")]
    public void Who_may_attach_is_said_where_not_everybody_may(string scope, string? says)
    {
        string? found = DebuggedProcess.WhoMayAttach(scope);
        Assert.Equal(says is null, found is null);
        Assert.Contains(says ?? "", found ?? "", StringComparison.Ordinal);
    }

    private Task WaitAsync(TextReader input, Func<int, DebuggedState> look, CancellationToken cancellationToken = default)
    {
        var hold = new DebuggerHold(_error, input, _ => look(_looks++), async _ => await Task.Yield());
        return hold.WaitAsync(4321, "strlen", "nobody but root", cancellationToken);
    }

    /// <summary>A standard input on which nobody presses anything until the test does.</summary>
    private sealed class Keyboard : TextReader
    {
        private readonly ManualResetEventSlim _pressed = new();

        public void Press() => _pressed.Set();

        public override string? ReadLine()
        {
            _pressed.Wait(Unexpected);
            return "";
        }

        protected override void Dispose(bool disposing)
        {
            // Whoever still waits for a key is let go.
            _pressed.Set();
            base.Dispose(disposing);
        }
    }
}
