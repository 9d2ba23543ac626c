namespace FfiIsolation.Supervision;

/// <summary>Tasks that run by themselves and that somebody must be able to wait for in the end.</summary>
internal sealed class TaskSet
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Runs something on a pool thread.</summary>
    public Task Run(Func<Task> run) => Add(Task.Run(run));

    /// <summary>Likewise.</summary>
    public Task<T> Run<T>(Func<Task<T>> run) => Add(Task.Run(run));

    /// <summary>Something that others run.</summary>
    public void Note(Task running) => Add(running);

    private TTask Add<TTask>(TTask task)
        where TTask : Task
    {
        lock (_lock)
        {
            _running.Add(task);
        }

        _ = task.ContinueWith(
            ended =>
            {
                lock (_lock)
                {
                    _running.Remove(ended);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
        return task;
    }

    /// <summary>Waits for all that run now, however they end.</summary>
    public async Task WhenAllEnded()
    {
        Task[] running;
        lock (_lock)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
