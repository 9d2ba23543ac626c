namespace FfiIsolation.Measuring;

/// <summary>
/// Measurements that take turns: one runs at a time, each for a short while, round after round. What the machine does to one of them meanwhile, it does to all, so that their
/// ratios can be believed where their times move. Thread-safe.
/// </summary>
internal sealed class Turns
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly List<Turn> _waiting;
    private int _holder;
    private long _since;

    /// <param name="count">The number of measurements, at least one.</param>
    public Turns(int count, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        _time = time;
        All = [.. Enumerable.Range(0, count).Select(_ => new Turn(this))];
        _waiting = [.. All];
        _since = time.GetTimestamp();
        _waiting[0].Give();
    }

    /// <summary>One for each measurement, in the order in which they have it.</summary>
    public IReadOnlyList<Turn> All { get; }

    /// <summary>How long the one that has the turn has had it.</summary>
    public TimeSpan HeldFor
    {
        get
        {
            lock (_lock)
            {
                return _time.GetElapsedTime(_since);
            }
        }
    }

    /// <summary>Gives the turn to the next one; false where there is no other.</summary>
    internal bool Pass()
    {
        lock (_lock)
        {
            _since = _time.GetTimestamp();
            if (_waiting.Count <= 1)
            {
                return false;
            }

            _holder = (_holder + 1) % _waiting.Count;
            _waiting[_holder].Give();
            return true;
        }
    }

    /// <summary>Takes this one, which has the turn, out of the round.</summary>
    internal void End(Turn turn)
    {
        lock (_lock)
        {
            _since = _time.GetTimestamp();
            _waiting.Remove(turn);
            if (_waiting.Count > 0)
            {
                _holder %= _waiting.Count;
                _waiting[_holder].Give();
            }
        }
    }
}
