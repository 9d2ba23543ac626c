// Batches: many calls of one function, in a worker that they have for themselves.
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed partial class CallRunner
{
    public NativeHostOptions Options => options;

    /// <summary>Runs something in any free worker, on the caller's thread.</summary>
    /// <param name="run">Goes on where it was when it is run again, in another worker since nothing ran in the one before.</param>
    public void Run(Action<WorkerProcess> run, string name, CancellationToken cancellationToken)
    {
        for (int tried = 1; ; tried++)
        {
            WorkerProcess worker = pool.TryRentHot() ?? pool.Rent(cancellationToken);
            try
            {
                run(worker);
                return;
            }
            catch (WorkerNotEnteredException e)
            {
                ThrowIfTriedEnough(tried, name, e);
            }
            finally
            {
                pool.Return(worker);
            }
        }
    }
}
