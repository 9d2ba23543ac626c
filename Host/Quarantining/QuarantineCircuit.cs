// One limit of the quarantine as a Polly circuit breaker. Deaths are the only thing that it counts while closed, and trials the only thing that runs
// through it when it is not.
using FfiIsolation.Supervision;
using Polly;
using Polly.CircuitBreaker;

namespace FfiIsolation.Quarantining;

internal sealed class QuarantineCircuit
{
    private const int ReportsKept = 3;

    /// <summary>Deaths that are counted beyond those that open it: of trials that failed, one for each break.</summary>
    private const int MostFailedTrials = 1000;

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly HostEvents _events;
    private readonly QuarantinePolicy _policy;
    private readonly QuarantineEntry _about;
    private readonly int _limit;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline _pipeline;

    // Guarded by _lock.
    private readonly Queue<CrashReport> _reports = new();
    private readonly Queue<long> _deaths = new();
    private long _triedFrom;

    /// <param name="about">What it is for; counts and reports are filled in.</param>
    /// <param name="deaths">As many open it.</param>
    public QuarantineCircuit(QuarantineEntry about, QuarantinePolicy policy, int deaths, TimeProvider clock, HostEvents events)
    {
        _about = about;
        _limit = deaths;
        _policy = policy;
        _clock = clock;
        _events = events;
        LastDeath = clock.GetTimestamp();
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                Name = "FfiIsolation.Quarantine",
                FailureRatio = 1.0,
                MinimumThroughput = deaths,
                SamplingDuration = policy.Window,
                BreakDuration = policy.Break,
                StateProvider = _state,
                ShouldHandle = new PredicateBuilder().Handle<Exception>(),
                OnOpened = _ => Tell(SupervisionEventKind.QuarantineBegan, policy.Break),
                OnHalfOpened = _ => Tell(SupervisionEventKind.QuarantineTrial),
                OnClosed = _ => Tell(SupervisionEventKind.QuarantineEnded),
            })
            .Build();
    }

    public bool IsClosed => _state.CircuitState is not (CircuitState.Open or CircuitState.HalfOpen);

    /// <summary>Whether calls are refused and the break is not over.</summary>
    public bool IsOnBreak => _state.CircuitState == CircuitState.Open && RetryAfter > TimeSpan.Zero;

    public long LastDeath { get; private set; }

    /// <summary>Whether nothing is left of it: it is closed, and its last death is older than the window.</summary>
    public bool IsForgotten => IsClosed && _clock.GetElapsedTime(LastDeath) >= _policy.Window;

    /// <summary>Whether good calls make up for what it counted: it is closed, and its last death is a break ago.</summary>
    public bool IsForgivable => IsClosed && _clock.GetElapsedTime(LastDeath) >= _policy.Break;

    public QuarantineEntry Entry
    {
        get
        {
            lock (_lock)
            {
                return _about with { Deaths = _deaths.Count, Window = _policy.Window, Reports = [.. _reports], RetryAfter = RetryAfter, Circuit = this };
            }
        }
    }

    private TimeSpan RetryAfter => _state.CircuitState == CircuitState.Open && _clock.GetElapsedTime(_clock.GetTimestamp(), Volatile.Read(ref _triedFrom)) is { Ticks: > 0 } rest ? rest : TimeSpan.Zero;

    /// <summary>A death is about to be counted: until that is done, it is not forgotten.</summary>
    public void Hit() => LastDeath = _clock.GetTimestamp();

    /// <summary>Counts a death.</summary>
    public void RecordDeath(CrashReport report)
    {
        bool counts;
        lock (_lock)
        {
            LastDeath = _clock.GetTimestamp();
            counts = IsClosed;
            while (counts && _deaths.TryPeek(out long oldest) && _clock.GetElapsedTime(oldest, LastDeath) >= _policy.Window)
            {
                _deaths.Dequeue();
            }

            if (_deaths.Count < _limit + MostFailedTrials)
            {
                _deaths.Enqueue(LastDeath);
            }

            _reports.Enqueue(report);
            if (_reports.Count > ReportsKept)
            {
                _reports.Dequeue();
            }
        }

        // A death while it is open or tried is that of a call from before, or the trial's own, which tells it itself.
        if (!counts)
        {
            return;
        }

        try
        {
            _pipeline.Execute(static died => throw new WorkerDiedException(died), report);
        }
        catch (WorkerDiedException)
        {
            // Thrown a line above, to be counted.
        }
        catch (BrokenCircuitException)
        {
            // Another death has just opened the circuit.
        }
    }

    /// <summary>Runs a trial: what it throws opens the circuit again.</summary>
    /// <exception cref="FunctionQuarantinedException">The break is not over, or another trial is under way.</exception>
    public async Task<T> TryAsync<T>(Func<Task<T>> trial)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async _ => await trial().ConfigureAwait(false), CancellationToken.None).ConfigureAwait(false);
        }
        catch (BrokenCircuitException)
        {
            throw new FunctionQuarantinedException(Entry);
        }
    }

    public ValueTask Tell(SupervisionEventKind kind, TimeSpan? retryAfter = null)
    {
        if (retryAfter is { } pause)
        {
            Volatile.Write(ref _triedFrom, _clock.GetTimestamp() + (long)(pause.TotalSeconds * _clock.TimestampFrequency));
        }

        QuarantineEntry entry = Entry with { RetryAfter = retryAfter ?? TimeSpan.Zero };
        string Message() => kind switch
        {
            SupervisionEventKind.QuarantineBegan => entry.ToString(),
            SupervisionEventKind.QuarantineTrial => $"The break is over: {entry.What} is tried in a worker of its own.",
            SupervisionEventKind.QuarantineEnded => $"The trial of {entry.What} went well.",
            _ => $"{entry.What} was pardoned.",
        };
        if (kind == SupervisionEventKind.QuarantineEnded)
        {
            lock (_lock)
            {
                _deaths.Clear();
            }
        }

        _events.RaiseAfter(
            message => new SupervisionEventArgs(kind, message, entry.Reports is [.., var last] ? last : null, retryAfter) { Quarantine = entry }, Message);
        return default;
    }
}
