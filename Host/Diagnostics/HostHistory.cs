namespace FfiIsolation.Diagnostics;

/// <summary>Remembers the steps of supervision that a host's health depends on.</summary>
internal sealed class HostHistory(TimeProvider clock)
{
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private BudgetState _budget;
    private long? _budgetSpentAt;
    private string? _startFailure;
    private CrashReport? _lastCrash;

    public HostPast Past
    {
        get
        {
            lock (_lock)
            {
                return new HostPast(_budget, _budgetSpentAt is { } at ? clock.GetElapsedTime(at) : null, _startFailure, _lastCrash);
            }
        }
    }

    public void Note(SupervisionEventArgs happened)
    {
        lock (_lock)
        {
            switch (happened.Kind)
            {
                case SupervisionEventKind.WorkerStarted:
                    _startFailure = null;
                    break;
                case SupervisionEventKind.StartFailed:
                    _startFailure = happened.Message;
                    break;
                case SupervisionEventKind.WorkerDied:
                    _lastCrash = happened.Report;
                    break;
                case SupervisionEventKind.BudgetSpent:
                    _budget = BudgetState.Spent;
                    _budgetSpentAt = clock.GetTimestamp();
                    break;
                case SupervisionEventKind.BudgetTrial:
                    _budget = BudgetState.OnTrial;
                    break;
                case SupervisionEventKind.BudgetRestored:
                    _budget = BudgetState.Closed;
                    break;
            }
        }
    }
}
