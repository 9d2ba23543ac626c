// What calls of suspects go through, and no others: refused while their circuit is open, made in a worker of their own as its trial, and watched where
// it is closed.
using System.Runtime.ExceptionServices;
using FfiIsolation.Calls;
using FfiIsolation.Workers;

namespace FfiIsolation.Quarantining;

/// <param name="suspects">The host's.</param>
/// <param name="alone">The workers for trials; null for a session, whose worker is nobody else's anyway.</param>
internal sealed partial class CallQuarantine(Suspects suspects, IWorkersApart? alone)
{
    /// <summary>Makes a call on the caller's thread, as far as that is its own to run on.</summary>
    /// <param name="function">What is called.</param>
    /// <param name="call">The call; null where its arguments are not known yet, or are many.</param>
    /// <param name="run">Makes it: in the worker that it is given, or in any if that is null.</param>
    /// <exception cref="FunctionQuarantinedException">The function is in quarantine.</exception>
    public T Guard<T>(FunctionTarget function, PreparedCall? call, CancellationToken cancellationToken, Func<WorkerProcess?, T> run)
    {
        if (function.Suspicion is not { } suspicion)
        {
            return run(null);
        }

        QuarantineCircuit[] circuits = suspicion.InTheWayOf(call);
        if (circuits.Length > 0)
        {
            return TryAsync([suspicion], circuits, thrown => HasEndedAlive(thrown, call), worker => Task.FromResult(run(worker)), cancellationToken).GetAwaiter().GetResult();
        }

        try
        {
            T result = run(null);
            suspects.RecordWell(suspicion);
            return result;
        }
        catch (Exception e) when (HasEndedAlive(e, call))
        {
            suspects.RecordWell(suspicion);
            throw;
        }
    }

    /// <inheritdoc cref="Guard"/>
    public async Task<T> GuardAsync<T>(FunctionTarget function, PreparedCall? call, CancellationToken cancellationToken, Func<WorkerProcess?, Task<T>> run)
    {
        if (function.Suspicion is not { } suspicion)
        {
            return await run(null).ConfigureAwait(false);
        }

        QuarantineCircuit[] circuits = suspicion.InTheWayOf(call);
        if (circuits.Length > 0)
        {
            return await TryAsync([suspicion], circuits, thrown => HasEndedAlive(thrown, call), run, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            T result = await run(null).ConfigureAwait(false);
            suspects.RecordWell(suspicion);
            return result;
        }
        catch (Exception e) when (HasEndedAlive(e, call))
        {
            suspects.RecordWell(suspicion);
            throw;
        }
    }

    /// <param name="isProof">Whether a trial that ended so speaks for all that is tried; asked with null where nothing was thrown.</param>
    private async Task<T> TryAsync<T>(
        Suspicion[] suspicions, QuarantineCircuit[] circuits, Func<Exception?, bool> isProof, Func<WorkerProcess?, Task<T>> run, CancellationToken cancellationToken)
    {
        // All are asked before any is: a trial that another circuit refuses would count as failed.
        if (Array.Find(circuits, circuit => circuit.IsOnBreak) is { } refusing)
        {
            throw new FunctionQuarantinedException(refusing.Entry);
        }

        Func<Task<TrialEnd<T>>> trial = async () =>
        {
            TrialEnd<T> end = await RunAloneAsync(isProof, run, cancellationToken).ConfigureAwait(false);
            return end.IsProof ? end : throw new TrialFailedException<T>(end);
        };
        foreach (QuarantineCircuit circuit in circuits.Reverse())
        {
            Func<Task<TrialEnd<T>>> within = trial;
            trial = () => circuit.TryAsync(within);
        }

        TrialEnd<T> ended;
        try
        {
            ended = await trial().ConfigureAwait(false);
            Array.ForEach(suspicions, suspects.RecordWell);
        }
        catch (TrialFailedException<T> failed)
        {
            ended = failed.End;
        }

        if (ended.Thrown is { } thrown)
        {
            ExceptionDispatchInfo.Throw(thrown);
        }

        return ended.Result!;
    }

    /// <summary>Runs a trial. What it did not prove, since nothing ran or nobody waited for it, it has not proven.</summary>
    private async Task<TrialEnd<T>> RunAloneAsync<T>(Func<Exception?, bool> isProof, Func<WorkerProcess?, Task<T>> run, CancellationToken cancellationToken)
    {
        WorkerProcess? worker = null;
        try
        {
            worker = alone is null ? null : await alone.StartApartAsync(cancellationToken).ConfigureAwait(false);
            T result = await run(worker).ConfigureAwait(false);
            return new TrialEnd<T>(result, null, worker is null or { IsReady: true } && isProof(null));
        }
        catch (Exception e)
        {
            return new TrialEnd<T>(default, e, isProof(e));
        }
        finally
        {
            if (worker is not null)
            {
                alone!.EndApart(worker);
            }
        }
    }

    /// <summary>Whether a call ended: nothing was thrown, or what came out of it, a C++ exception or one of a callback.</summary>
    private static bool HasEndedAlive(Exception? thrown, PreparedCall? call) =>
        thrown is null or CppException or BufferOverrunException || (thrown is not CallFailedException && call is { HasRun: true });
}
