namespace FfiIsolation.Resilience.Soak;

/// <summary>Stops a number of loops between two of their steps, and lets them go on. Asked to stop by one alone.</summary>
internal sealed class Gate(int loops)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _open;
    private TaskCompletionSource? _all;
    private int _waiting;
    private int _left = loops;

    /// <summary>A loop is between two steps: waits while the gate is closed.</summary>
    public Task PassAsync()
    {
        lock (_lock)
        {
            if (_open is null)
            {
                return Task.CompletedTask;
            }

            _waiting++;
            TellNeedsLock();
            return _open.Task;
        }
    }

    /// <summary>A loop has ended and comes here no more.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _left--;
            TellNeedsLock();
        }
    }

    /// <summary>Closes the gate.</summary>
    /// <returns>Completes when every loop waits here.</returns>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting = 0;
            TellNeedsLock();
            return _all.Task;
        }
    }

    public void Open()
    {
        lock (_lock)
        {
            _open?.SetResult();
            _open = null;
        }
    }

    private void TellNeedsLock()
    {
        if (_waiting >= _left)
        {
            _all?.TrySetResult();
        }
    }
}
