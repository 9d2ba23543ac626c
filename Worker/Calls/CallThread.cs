// The one thread that makes native calls: the process's main thread. Libraries that keep state by thread, and those that
// insist on the main thread, find what they expect.
using System.Collections.Concurrent;

namespace FfiIsolation.Worker.Calls;

internal sealed class CallThread
{
    private readonly BlockingCollection<Action> _work = [];

    /// <summary>Runs posted work until <see cref="Stop"/>. Called by the main thread.</summary>
    public void Run()
    {
        foreach (Action work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }

    /// <summary>Runs <paramref name="call"/> on the call thread.</summary>
    public Task<T> RunAsync<T>(Func<T> call)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(call());
            }
            catch (Exception e)
            {
                // Whoever posted the work answers for it: the exception becomes the RPC error of that request.
                done.SetException(e);
            }
        });
        return done.Task;
    }

    public void Stop() => _work.CompleteAdding();
}
