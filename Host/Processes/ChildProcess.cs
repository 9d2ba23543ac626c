namespace FfiIsolation.Processes;

/// <summary>One started process, until it is reaped. Owned by <see cref="ProcessWatcher"/>.</summary>
/// <param name="kill">Sends a signal to a process or, by its negative number, to a group; null for the system's own.</param>
internal sealed class ChildProcess(int id, int handle, int outputPipe, int errorPipe, long inheritedPeakKibibytes, ProcessOutput output, Func<int, int, int>? kill = null)
{
    private readonly Func<int, int, int> _kill = kill ?? LinuxCalls.Kill;
    private readonly TaskCompletionSource<ProcessExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hungUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private bool _reaped;

    public int Id => id;

    /// <summary>The process descriptor (pidfd).</summary>
    public int Handle => handle;

    /// <summary>The largest resident size of this process when it started the child: exec does not reset the child's.</summary>
    public long InheritedPeakKibibytes => inheritedPeakKibibytes;

    public int OutputPipe { get; private set; } = outputPipe;

    public int ErrorPipe { get; private set; } = errorPipe;

    /// <summary>A descriptor of the pipe that the process talks over, watched for its end; -1 for none.</summary>
    public int TalkPipe { get; private set; } = -1;

    public ProcessOutput Output => output;

    /// <summary>Completes when the process is gone and its output has been read.</summary>
    public Task<ProcessExit> Exited => _exited.Task;

    /// <summary>Completes when the process has closed the pipe that it talks over, or is gone.</summary>
    public Task HungUp => _hungUp.Task;

    /// <summary>Ends the process and its process group. Does nothing once it is reaped: the number may be another's by then.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            if (!_reaped)
            {
                _kill(-id, LinuxCalls.SignalKill);
                _kill(id, LinuxCalls.SignalKill);
            }
        }
    }

    /// <summary>Whether the process is stopped by a signal, for which nobody but its parent has to look. A debugger's stops do not count.</summary>
    public unsafe bool IsStopped
    {
        get
        {
            const int StoppedBySignal = 5; // CLD_STOPPED
            var change = default(ChildSignal);
            lock (_lock)
            {
                return !_reaped && LinuxCalls.WaitForChange(LinuxCalls.WaitProcess, id, &change, LinuxCalls.WaitStopped | LinuxCalls.WaitNoHang | LinuxCalls.WaitWithoutTaking) == 0
                    && change is { Signal: not 0, Code: StoppedBySignal };
            }
        }
    }

    /// <summary>Does something to the process by its number, unless that may be another's by now.</summary>
    /// <returns>Whether it was done.</returns>
    public bool TryWhileHeld(Action action)
    {
        lock (_lock)
        {
            if (!_reaped)
            {
                action();
            }

            return !_reaped;
        }
    }

    /// <summary>Runs <paramref name="reap"/> unless it was done before, so that no kill can go to a reused number.</summary>
    public ProcessExit Reap(Func<ProcessExit> reap)
    {
        lock (_lock)
        {
            // The worker leads its own process group. What it forked and left there goes with it, while its number is still taken.
            _kill(-id, LinuxCalls.SignalKill);
            _reaped = true;
            return reap();
        }
    }

    public void Complete(ProcessExit exit)
    {
        HangUp();
        _exited.TrySetResult(exit);
    }

    /// <summary>Has the end of a pipe watched; the descriptor becomes this object's.</summary>
    public void Watch(int talkPipe) => TalkPipe = talkPipe;

    /// <summary>The pipe has ended.</summary>
    public void HangUp()
    {
        if (TalkPipe >= 0)
        {
            LinuxCalls.Close(TalkPipe);
            TalkPipe = -1;
        }

        _hungUp.TrySetResult();
    }

    public void ClosePipe(bool isError)
    {
        int pipe = isError ? ErrorPipe : OutputPipe;
        if (pipe < 0)
        {
            return;
        }

        LinuxCalls.Close(pipe);
        if (isError)
        {
            ErrorPipe = -1;
        }
        else
        {
            OutputPipe = -1;
        }
    }
}
