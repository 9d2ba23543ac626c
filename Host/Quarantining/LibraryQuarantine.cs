using FfiIsolation.Crashes;
using FfiIsolation.Workers;

namespace FfiIsolation.Quarantining;

/// <summary>What loading a library goes through.</summary>
internal sealed class LibraryQuarantine(Suspects suspects, Func<IWorkersApart> alone)
{
    /// <summary>Does nothing where nothing is held against a library. Otherwise it is loaded, as a trial, in a worker of its own, which then ends in good order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="load">Loads it.</param>
    /// <exception cref="FunctionQuarantinedException">The library is in quarantine, or the trial failed.</exception>
    public async Task AdmitAsync(string path, Func<WorkerProcess, Task> load)
    {
        if (suspects.InTheWayOf(path) is not { } circuit)
        {
            return;
        }

        try
        {
            await circuit.TryAsync(() => TryAsync(load)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is CallFailedException or TrialFailedException<bool>)
        {
            throw new FunctionQuarantinedException(circuit.Entry);
        }
    }

    private async Task<bool> TryAsync(Func<WorkerProcess, Task> load)
    {
        IWorkersApart workers = alone();
        WorkerProcess worker = await workers.StartApartAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await load(worker).ConfigureAwait(false);
        }
        finally
        {
            workers.EndApart(worker);
        }

        // Its destructors run as it ends.
        WorkerDeath death = await worker.Death.ConfigureAwait(false);
        return death.Report.Evidence.Record is not { Kind: CrashRecordKind.Signal } ? true : throw new TrialFailedException<bool>(new TrialEnd<bool>(false, null, false));
    }
}
