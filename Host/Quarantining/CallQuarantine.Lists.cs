// Call lists some of whose functions are suspects. A list is one crossing: it is refused as a whole, before anything of it runs.
using FfiIsolation.Lists;
using FfiIsolation.Workers;

namespace FfiIsolation.Quarantining;

internal sealed partial class CallQuarantine
{
    /// <summary>Runs a list. A trial speaks for the functions that it was made for if all of them were called in it: a list may stop before it comes to them.</summary>
    /// <exception cref="FunctionQuarantinedException">A function of the list is in quarantine, or one with the arguments that it has there.</exception>
    public async Task<T> GuardAsync<T>(ListRun list, CancellationToken cancellationToken, Func<WorkerProcess?, Task<T>> run)
    {
        (int Index, Suspicion Suspicion)[] listed = list.Suspects();
        (int Index, Suspicion Suspicion, QuarantineCircuit[] Circuits)[] stopped =
            [.. listed.Select(one => (one.Index, one.Suspicion, one.Suspicion.InTheWayOf(list.PartOf(one.Index)))).Where(one => one.Item3.Length > 0)];
        if (stopped.Length > 0)
        {
            return await TryAsync(
                [.. stopped.Select(one => one.Suspicion).Distinct()],
                [.. stopped.SelectMany(one => one.Circuits).Distinct()],
                thrown => HasEndedAlive(thrown, list.Call) && Array.TrueForAll(stopped, one => list.HasEnded(one.Index)),
                run,
                cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await run(null).ConfigureAwait(false);
        }
        finally
        {
            // Whatever came of the list, these were called and came back.
            foreach ((int index, Suspicion suspicion) in listed)
            {
                if (list.HasEnded(index))
                {
                    suspects.RecordWell(suspicion);
                }
            }
        }
    }
}
