// The restart budget as a Polly circuit breaker. Deaths are the only thing it counts while closed; once it is open, the only way to close it
// is a trial: one worker that starts and ends a first call alive.
using FfiIsolation.Workers;
using Polly;
using Polly.CircuitBreaker;

namespace FfiIsolation.Supervision;

internal sealed class RestartGate
{
    private readonly HostEvents _events;
    private readonly RestartBudget _budget;
    private readonly TimeProvider _clock;
    private readonly Lazy<ResiliencePipeline>? _circuit; // made by the first death: a host whose workers live needs none of it
    private CircuitBreakerStateProvider? _state;
    private CrashReport? _lastReport;

    public RestartGate(RestartBudget budget, TimeProvider clock, HostEvents events)
    {
        _budget = budget;
        _clock = clock;
        _events = events;
        _circuit = budget.Restarts is { } restarts ? new Lazy<ResiliencePipeline>(() => Build(restarts)) : null;
    }

    private bool IsClosed => Volatile.Read(ref _state) is not { CircuitState: not CircuitState.Closed };

    /// <summary>Counts a death against the budget.</summary>
    public void RecordDeath(CrashReport report)
    {
        Volatile.Write(ref _lastReport, report);

        // While the circuit is open or tried, deaths of workers from before do not count: feeding one would be taken for the trial.
        if (_circuit is null || !IsClosed)
        {
            return;
        }

        // Told as an outcome and not thrown: somebody who waits for his exception is behind this.
        ResilienceContext context = ResilienceContextPool.Shared.Get();
        ValueTask<Outcome<bool>> counted = _circuit.Value.ExecuteOutcomeAsync(
            static (_, died) => Outcome.FromExceptionAsValueTask<bool>(new WorkerDiedException(died)), context, report);
        if (!counted.IsCompletedSuccessfully)
        {
            // The death that opens the circuit waits until Polly has told so, on a thread of the pool; and a clock that throws is thrown here.
            _ = counted.AsTask().GetAwaiter().GetResult();
        }

        ResilienceContextPool.Shared.Return(context);
    }

    /// <summary>Starts a worker if the budget allows, and hands it on.</summary>
    /// <param name="start">Starts one.</param>
    /// <param name="deliver">Takes the started worker, at once.</param>
    /// <exception cref="WorkerUnavailableException">The budget is spent.</exception>
    public async Task StartAsync(Func<CancellationToken, Task<WorkerProcess>> start, Action<WorkerProcess> deliver, CancellationToken cancellationToken)
    {
        if (_circuit is null || IsClosed)
        {
            deliver(await start(cancellationToken).ConfigureAwait(false));
            return;
        }

        try
        {
            await _circuit.Value.ExecuteAsync(async token => await TryAsync(start, deliver, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException e)
        {
            TimeSpan retryAfter = e.RetryAfter ?? _budget.Break;
            throw new WorkerUnavailableException(
                $"The restart budget is spent ({_budget.Restarts} restarts in {_budget.Window.TotalSeconds:0.###} s). Workers are started again in {retryAfter.TotalSeconds:0.0} s. "
                + $"Last death: {Volatile.Read(ref _lastReport)?.Summary}",
                Volatile.Read(ref _lastReport),
                retryAfter,
                e);
        }
        catch (WorkerDiedException)
        {
            // The trial's worker was handed on and died; its caller knows, and the circuit is open again.
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task<WorkerProcess>> start, Action<WorkerProcess> deliver, CancellationToken cancellationToken)
    {
        WorkerProcess worker;
        try
        {
            worker = await start(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            // Polly leaves a cancelled trial undecided, and the circuit half-open for ever: it counts as failed.
            throw new WorkerUnavailableException("The trial start was cancelled.", innerException: e);
        }

        deliver(worker);
        bool proven;
        try
        {
            proven = await worker.Proven.WaitAsync(_budget.Break, _clock, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nobody used it, or its call takes long: it lives, which is what was asked.
            proven = true;
        }

        // One that was ended in good order, unused, has not failed.
        if (!proven && await worker.Death.ConfigureAwait(false) is { IsUnexpected: true } death)
        {
            throw new WorkerDiedException(death.Report);
        }
    }

    private ResiliencePipeline Build(int restarts) =>
        new ResiliencePipelineBuilder { TimeProvider = _clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                Name = "FfiIsolation.RestartBudget",
                FailureRatio = 1.0,
                MinimumThroughput = restarts + 1,
                SamplingDuration = _budget.Window,
                BreakDuration = _budget.Break,
                StateProvider = _state = new(),
                ShouldHandle = new PredicateBuilder().Handle<Exception>(),
                OnOpened = opened =>
                {
                    CrashReport? report = (opened.Outcome.Exception as WorkerDiedException)?.Report ?? Volatile.Read(ref _lastReport);
                    TimeSpan pause = opened.BreakDuration;
                    _events.RaiseAfter(
                        text => new SupervisionEventArgs(SupervisionEventKind.BudgetSpent, text, report, pause),
                        () => $"The restart budget is spent; no worker is started for {pause.TotalSeconds:0.###} s. Last death: {report?.Summary}");
                    return default;
                },
                OnHalfOpened = _ =>
                {
                    _events.Raise(new SupervisionEventArgs(
                        SupervisionEventKind.BudgetTrial, "The break is over: one worker is started as a trial.", Volatile.Read(ref _lastReport)));
                    return default;
                },
                OnClosed = _ =>
                {
                    _events.Raise(new SupervisionEventArgs(SupervisionEventKind.BudgetRestored, "The trial went well: workers are started again.", Volatile.Read(ref _lastReport)));
                    return default;
                },
            })
            .Build();
}
