namespace FfiIsolation.Resilience.Calls;

/// <summary>The faults in an order that deals every kind before it repeats one. What hangs is dealt more rarely, since it costs its whole timeout.</summary>
internal sealed class FaultDeck
{
    private const int RoundsBetweenHangs = 10;

    private readonly FaultRow[] _quick;
    private readonly FaultRow[] _hanging;

    public FaultDeck(Random random)
    {
        _quick = [.. FaultRow.All.Where(row => !row.Hangs)];
        _hanging = [.. FaultRow.All.Where(row => row.Hangs)];
        random.Shuffle(_quick);
        random.Shuffle(_hanging);
    }

    /// <summary>The fault of that number, from 0 on.</summary>
    public FaultRow this[int number]
    {
        get
        {
            int every = _quick.Length * RoundsBetweenHangs / _hanging.Length;
            return number % every == every - 1 ? _hanging[number / every % _hanging.Length] : _quick[number % _quick.Length];
        }
    }
}
