using FfiIsolation.Workers;

namespace FfiIsolation.Quarantining;

/// <summary>Gives workers that are for one call alone: what becomes of them is nobody else's business.</summary>
internal interface IWorkersApart
{
    /// <exception cref="WorkerUnavailableException">None can be started.</exception>
    Task<WorkerProcess> StartApartAsync(CancellationToken cancellationToken);

    /// <summary>Ends one, whatever it does.</summary>
    void EndApart(WorkerProcess worker);
}
