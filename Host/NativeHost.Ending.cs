// How a host ends, and what it does when a worker has.
using FfiIsolation.Supervision;
using FfiIsolation.Workers;

namespace FfiIsolation;

public sealed partial class NativeHost
{
    /// <summary>Ends the host when its work is done: it takes no call and opens no session any more, lets calls and sessions that there are go on for some time, and disposes itself.</summary>
    /// <param name="patience">How long calls and sessions may go on, 0 to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>. What is left then ends as <see cref="WorkerLostException"/>.</param>
    /// <param name="cancellationToken">Ends the patience.</param>
    /// <returns>Whether everything had ended by itself.</returns>
    /// <exception cref="ObjectDisposedException">The host is disposed.</exception>
    public async Task<bool> DrainAsync(TimeSpan patience, CancellationToken cancellationToken = default)
    {
        if (patience != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(patience, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(patience, TimeSpan.FromDays(24));
        }

        try
        {
            return await _pool.DrainAsync(patience, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends all workers, which are gone when this returns, whoever disposed the host first. Calls under way end as <see cref="WorkerLostException"/>.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync() => new(_end.Value);

    private async Task EndAsync()
    {
        Task headers = Declarations is null ? Task.CompletedTask : Declarations.DisposeAsync().AsTask(); // beside the workers: a header that is being read ends when our parser gets to it
        await _pool.DisposeAsync().ConfigureAwait(false);
        await headers.ConfigureAwait(false);
        _telemetry.Dispose();
        _deadlines.Dispose();
        _events.LogStop(_options);
        _events.Complete();
    }

    private void Died(WorkerDeath death, DeathLedger ledger)
    {
        if (!death.IsUnexpected)
        {
            CrashReport end = death.Report;
            _events.Raise(new SupervisionEventArgs(SupervisionEventKind.WorkerStopped, $"Worker {end.Generation} (process {end.ProcessId}) was stopped.")
            {
                Generation = end.Generation,
                ProcessId = end.ProcessId,
            });
            if (death.KilledBecause == KillReason.Shutdown)
            {
                Task.Run(() => ledger.RecordUnload(end, _catalog.PathOf)).Observe();
            }

            return;
        }

        ledger.Record(death);
    }
}
