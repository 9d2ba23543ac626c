namespace FfiIsolation.Sessions;

/// <summary>Lets one at a time in, in the order of arrival. Entering and leaving cost one exchange each while nobody else wants in.</summary>
internal sealed class Turn
{
    private const int Free = 0;
    private const int Taken = 1;

    /// <summary>Taken, and perhaps waited for: whoever leaves looks for the next.</summary>
    private const int Contended = 2;

    /// <summary>There are no turns any more: everybody is let in.</summary>
    private const int Open = 3;

    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private int _state;

    /// <summary>Enters if nobody is in.</summary>
    public bool TryEnter() => Interlocked.CompareExchange(ref _state, Taken, Free) is Free or Open;

    /// <summary>Enters when it is the caller's turn.</summary>
    public Task EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource> node;
        lock (_lock)
        {
            if (_state == Open)
            {
                return Task.CompletedTask;
            }

            if (Interlocked.Exchange(ref _state, Contended) == Free)
            {
                return Task.CompletedTask;
            }

            node = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return cancellationToken.CanBeCanceled ? WaitAsync(node, cancellationToken) : node.Value.Task;
    }

    /// <summary>The same on the caller's thread. One that is interrupted is not in.</summary>
    public void Enter()
    {
        Task entering = EnterAsync(CancellationToken.None);
        try
        {
            entering.GetAwaiter().GetResult();
        }
        catch (ThreadInterruptedException)
        {
            _ = entering.ContinueWith(
                static (_, turn) => ((Turn)turn!).Exit(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Leaves, and lets the next one in.</summary>
    public void Exit()
    {
        if (Interlocked.CompareExchange(ref _state, Free, Taken) == Taken)
        {
            return;
        }

        lock (_lock)
        {
            if (_state == Open)
            {
                return;
            }

            if (_waiting.First is { } next)
            {
                // It is the next one's without ever being free.
                _waiting.RemoveFirst();
                next.Value.SetResult();
            }
            else
            {
                Volatile.Write(ref _state, Free);
            }
        }
    }

    /// <summary>Ends the turns: what they were for is gone, and whoever waits is let in to find that out.</summary>
    public void EndTurns()
    {
        lock (_lock)
        {
            Volatile.Write(ref _state, Open);
            foreach (TaskCompletionSource waiting in _waiting)
            {
                waiting.SetResult();
            }

            _waiting.Clear();
        }
    }

    private async Task WaitAsync(LinkedListNode<TaskCompletionSource> node, CancellationToken cancellationToken)
    {
        try
        {
            await node.Value.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            bool entered;
            lock (_lock)
            {
                entered = node.List is null;
                if (!entered)
                {
                    _waiting.Remove(node);
                }
            }

            if (entered)
            {
                // Its turn came at the same time.
                Exit();
            }

            throw;
        }
    }
}
