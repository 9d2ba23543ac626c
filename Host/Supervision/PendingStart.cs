using FfiIsolation.Lanes;

namespace FfiIsolation.Supervision;

/// <summary>
/// A start of a worker that somebody is to make: a thread of the application's pool, or a caller that waits for a worker on a thread of its own, since all threads of the pool may wait as it does. Once it is begun it needs none of
/// them as a rule: what it waits for is told by threads of this library (but for JSON-RPC). Made once, by whoever takes it from its queue.
/// </summary>
/// <param name="start">Makes it; throws nothing.</param>
/// <param name="after">What should have ended before, by itself and soon; null for nothing.</param>
internal sealed class PendingStart(Func<Task> start, Task? after)
{
    /// <summary>Longer than the kernel takes to end a process.</summary>
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(100);

    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when it has ended, however.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Makes it, on this thread as far as that goes.</summary>
    public void Make()
    {
        if (_context is null)
        {
            MakeHere();
        }
        else
        {
            ExecutionContext.Run(_context, static pending => ((PendingStart)pending!).MakeHere(), this);
        }
    }

    private void MakeHere()
    {
        after?.WaitStubbornly(s_soon);
        _ = BlockedCaller.Begin(static start => start(), start).ContinueWith(
            static (_, ended) => ((TaskCompletionSource)ended!).SetResult(), _ended, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
