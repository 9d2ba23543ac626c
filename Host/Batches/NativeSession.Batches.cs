// A session as the place where batches and lists run.
using FfiIsolation.Callbacks;
using FfiIsolation.Calls;
using FfiIsolation.Supervision;
using FfiIsolation.Workers;

namespace FfiIsolation;

public sealed partial class NativeSession
{
    CallRunner ICallScope.Runner => _host.Runner;

    void ICallScope.Run(Action<WorkerProcess> run, string name, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        bool isWithin = CallbackScope.On(_worker) is not null;
        if (!isWithin && !_turn.TryEnter())
        {
            _turn.EnterAsync(cancellationToken).GetAwaiter().GetResult();
        }

        try
        {
            ChangeInTurn();
            run(_worker);
        }
        catch (WorkerNotEnteredException e)
        {
            throw Lost(name, e);
        }
        finally
        {
            if (!isWithin)
            {
                _turn.Exit();
            }
        }
    }
}
