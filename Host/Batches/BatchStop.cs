using FfiIsolation.Workers;

namespace FfiIsolation.Batches;

/// <summary>While a crossing is under way: what a cancelled token does to it.</summary>
internal sealed class BatchStop : IDisposable
{
    private readonly WorkerProcess _worker;
    private readonly uint _number;
    private readonly NativeHostOptions _options;
    private readonly Lock _lock = new();
    private readonly CancellationTokenRegistration _registration;
    private ITimer? _grace;
    private bool _isOver;

    public BatchStop(WorkerProcess worker, uint number, NativeHostOptions options, CancellationToken cancellationToken)
    {
        _worker = worker;
        _number = number;
        _options = options;
        _registration = cancellationToken.UnsafeRegister(static stop => ((BatchStop)stop!).Stop(), this);
    }

    public void Dispose()
    {
        _registration.Dispose();
        lock (_lock)
        {
            _isOver = true;
            _grace?.Dispose();
        }
    }

    private void Stop()
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                _worker.StopBatch(_number);
                _grace = _options.TimeProvider.CreateTimer(static stop => ((BatchStop)stop!).Kill(), this, _options.CancellationGrace, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Kill()
    {
        lock (_lock)
        {
            // Not what the worker does for the next caller.
            if (!_isOver)
            {
                _worker.EndHung(KillReason.Cancelled);
            }
        }
    }
}
