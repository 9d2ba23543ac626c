using System.Collections.Concurrent;

namespace FfiIsolation.Lanes;

/// <summary>The thread that waits for a call, and meanwhile runs what the call needs done on it.</summary>
internal sealed class WaitingThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    /// <summary>Does something on the thread that waits.</summary>
    public Task<byte[]> Run(Func<byte[]> work)
    {
        var done = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>Waits on the calling thread.</summary>
    public void ServeUntil(Task over)
    {
        over.ContinueWith(
            static (_, work) => ((BlockingCollection<Action>)work!).CompleteAdding(), _work, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        foreach (Action work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }

    public void Dispose() => _work.Dispose();
}
