using FfiIsolation.Crashes;

namespace FfiIsolation.Confining;

/// <summary>What was refused to one worker. Bounded: a library that tries in a loop tells nothing new. Safe for use from many threads.</summary>
internal sealed class RefusalLog(string preset, Action<RefusedAction> refused)
{
    /// <summary>The number of different actions that are kept and told of.</summary>
    private const int MaxKept = 16;

    /// <summary>Characters of an action: a path in it can have four thousand, of any kind, and goes to terminals and logs.</summary>
    private const int MaxCharacters = 512;

    private readonly Lock _lock = new();
    private RefusedAction[] _kept = [];

    /// <summary>The first different ones, in their order.</summary>
    public IReadOnlyList<RefusedAction> Kept => Volatile.Read(ref _kept);

    /// <summary>The number that the present calls end with: what is kept behind it is of calls still to come.</summary>
    public int Count => Volatile.Read(ref _kept).Length;

    public void Add(int workerId, int threadId, string systemCall, string action)
    {
        var refusedAction = new RefusedAction(workerId, threadId, systemCall, SafeText.Limit(SafeText.Line(action), MaxCharacters), preset);
        lock (_lock)
        {
            if (_kept.Length == MaxKept || _kept.Contains(refusedAction))
            {
                return;
            }

            Volatile.Write(ref _kept, [.. _kept, refusedAction]);
        }

        refused(refusedAction);
    }
}
