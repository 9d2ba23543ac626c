// Starts workers under Polly's timeout and retry. The first attempt is made outside of it, so that a start that goes well waits for no policy to be made.
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using FfiIsolation.Confining;
using FfiIsolation.Diagnostics;
using FfiIsolation.Renting;
using FfiIsolation.Workers;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace FfiIsolation.Supervision;

internal sealed class WorkerFactory(NativeHostOptions options, string workerPath, DeadlineWatcher deadlines, HostEvents events, HostTelemetry telemetry, LaneChoice lane, Action<WorkerDeath> died)
{
    private readonly (WorkerStarter Usual, WorkerStarter WithGuardedHeap) _starters = Starters(options, workerPath, events, lane);
    private readonly SlowCallWatch? _slowCalls = options.SlowCallThreshold is { } threshold ? new(threshold, events.RaiseSlowCall) : null;
    private readonly Lazy<ResiliencePipeline> _pipeline = options.ConfigureStart is null ? new(() => Build(options, events)) : new(Build(options, events));

    /// <summary>Starts a worker.</summary>
    /// <exception cref="WorkerUnavailableException">None would start, in any try; says why the last did not.</exception>
    public Task<WorkerProcess> StartAsync(CancellationToken cancellationToken) => StartAsync(_starters.Usual, cancellationToken);

    /// <summary>Starts a worker with a guarded heap.</summary>
    /// <inheritdoc cref="StartAsync(CancellationToken)"/>
    public Task<WorkerProcess> StartGuardedAsync(CancellationToken cancellationToken) => StartAsync(_starters.WithGuardedHeap, cancellationToken);

    private static (WorkerStarter Usual, WorkerStarter WithGuardedHeap) Starters(NativeHostOptions options, string workerPath, HostEvents events, LaneChoice lane)
    {
        var confinement = new WorkerConfinement(options.Confinement, workerPath, events.RaiseRefused);
        return (Starter(guardedHeap: false), Starter(guardedHeap: true));

        WorkerStarter Starter(bool guardedHeap) =>
            new(workerPath, lane, confinement, RentedArena.SizeFor(options.MaxRentedBytes), options.LastWordsBytes, events.RaiseOutput, options.RpcTraced, guardedHeap);
    }

    private async Task<WorkerProcess> StartAsync(WorkerStarter starter, CancellationToken cancellationToken)
    {
        Activity? activity = telemetry.StartOfWorker();
        try
        {
            WorkerIncarnation parts = await StartPartsAsync(starter, cancellationToken).ConfigureAwait(false);
            var worker = new WorkerProcess(parts, deadlines, options.TimeProvider, died, _slowCalls);
            events.Raise(new SupervisionEventArgs(
                SupervisionEventKind.WorkerStarted, $"Worker {worker.Generation} (process {worker.ProcessId}) started.")
            {
                Generation = worker.Generation,
                ProcessId = worker.ProcessId,
            });
            activity?.SetTag(FfiAttributes.Generation, (long)worker.Generation).SetTag(FfiAttributes.WorkerProcess, worker.ProcessId);
            return worker;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Also what an application's own strategy in this pipeline rejects.
            string message = $"No worker could be started: {e.Message}";
            activity?.SetStatus(ActivityStatusCode.Error, message).AddException(e);
            events.Raise(new SupervisionEventArgs(SupervisionEventKind.StartFailed, message, events.LastDeath));
            throw new WorkerUnavailableException(message, innerException: e);
        }
        finally
        {
            Telemetry.End(activity);
        }
    }

    private async Task<WorkerIncarnation> StartPartsAsync(WorkerStarter starter, CancellationToken cancellationToken)
    {
        // An application's own strategies see every attempt.
        if (options.ConfigureStart is not null)
        {
            return await _pipeline.Value.ExecuteAsync(
                static async (starter, token) => await starter.StartAsync(token).ConfigureAwait(false), starter, cancellationToken).ConfigureAwait(false);
        }

        Exception? first;
        using (var patience = new CancellationTokenSource(options.StartTimeout, options.TimeProvider))
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token))
        {
            try
            {
                return await starter.StartAsync(stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                first = new TimeoutRejectedException($"The operation didn't complete within the allowed timeout of '{options.StartTimeout}'.", options.StartTimeout, e);
            }
            catch (WorkerStartException e)
            {
                first = e;
            }
        }

        // The pipeline meets the failure as its own first attempt.
        return await _pipeline.Value.ExecuteAsync(
            async token =>
            {
                if (first is { } failure)
                {
                    first = null;
                    ExceptionDispatchInfo.Throw(failure);
                }

                return await starter.StartAsync(token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static ResiliencePipeline Build(NativeHostOptions options, HostEvents events)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider };
        options.ConfigureStart?.Invoke(builder);
        if (options.StartRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                Name = "FfiIsolation.Start",
                ShouldHandle = new PredicateBuilder().Handle<WorkerStartException>().Handle<TimeoutRejectedException>(),
                MaxRetryAttempts = options.StartRetries,
                Delay = options.StartRetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                OnRetry = retry =>
                {
                    events.Raise(new SupervisionEventArgs(
                        SupervisionEventKind.StartRetried,
                        $"Start {retry.AttemptNumber + 1} failed and is tried again in {retry.RetryDelay.TotalMilliseconds:0} ms: {retry.Outcome.Exception?.Message}",
                        events.LastDeath,
                        retryAfter: retry.RetryDelay,
                        attempt: retry.AttemptNumber + 1));
                    return default;
                },
            });
        }

        return builder.AddTimeout(options.StartTimeout).Build();
    }
}
