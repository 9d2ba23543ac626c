namespace FfiIsolation.Cli.Debugging;

/// <summary>Holds a worker before its call until somebody presses Enter, or a debugger has attached to it and let it go on.</summary>
internal sealed class DebuggerHold
{
    /// <summary>So many looks in a row that see it run under a debugger: right after it has attached, a process runs for a moment before it stops.</summary>
    private const int LooksUntilSure = 5;

    private readonly TextWriter _error;
    private readonly TextReader _input;
    private readonly Func<int, DebuggedState> _look;
    private readonly Func<CancellationToken, Task> _pause;

    /// <param name="error">Where it says what to do.</param>
    /// <param name="input">Where Enter comes from. At its end, nobody can press it.</param>
    /// <param name="look">Looks at a process.</param>
    /// <param name="pause">Lets some time pass between two looks.</param>
    public DebuggerHold(TextWriter error, TextReader input, Func<int, DebuggedState> look, Func<CancellationToken, Task> pause)
    {
        _error = error;
        _input = input;
        _look = look;
        _pause = pause;
    }

    /// <summary>Waits. Returns at once where the worker is gone: whoever calls it then learns why.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    public async Task WaitAsync(int process, string function, string? whoMayAttach, CancellationToken cancellationToken)
    {
        _error.WriteLine(FormattableString.Invariant($"ffi: worker {process} is held before its call of {function}; it has no deadline. In another terminal:"));
        _error.WriteLine(FormattableString.Invariant($"ffi:   gdb -p {process} -ex 'break {function}' -ex continue"));
        if (whoMayAttach is not null)
        {
            _error.WriteLine("ffi: " + whoMayAttach);
        }

        _error.WriteLine("ffi: the call is made once a debugger has attached and continued, or when you press Enter here");
        _error.Flush();
        Task<bool> pressed = PressedAsync();
        int running = 0;
        bool wasStopped = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DebuggedState state = _look(process);
            wasStopped = state == DebuggedState.Stopped || (wasStopped && state == DebuggedState.Running);
            running = state == DebuggedState.Running ? running + 1 : 0;
            if (state == DebuggedState.Gone || (state == DebuggedState.Running && (wasStopped || running >= LooksUntilSure)))
            {
                return;
            }

            Task paused = _pause(cancellationToken);
            if (await Task.WhenAny(paused, pressed).ConfigureAwait(false) == pressed && await pressed.ConfigureAwait(false))
            {
                return;
            }

            await paused.ConfigureAwait(false);
        }
    }

    /// <summary>Whether a line came. A console is read by a thread that waits, which must not keep the program from ending.</summary>
    private Task<bool> PressedAsync()
    {
        var pressed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                pressed.SetResult(_input.ReadLine() is not null);
            }
            catch (Exception error) when (error is IOException or ObjectDisposedException or UnauthorizedAccessException)
            {
                // As at its end: nobody can press Enter there.
                pressed.SetResult(false);
            }
        })
        { IsBackground = true, Name = "ffi standard input" }.Start();
        return pressed.Task;
    }
}
