using FfiIsolation.Calls;
using FfiIsolation.Libraries;

namespace FfiIsolation.Workers;

/// <summary>What one worker has done: how many calls, and the names of the last ones, for a crash that comes after its cause has returned.</summary>
internal sealed class CallLog
{
    private const int Remembered = 8;

    private readonly Queue<string> _last = new(Remembered);

    /// <summary>Calls that ended; loading and resolving are steps on the way to one, and not counted.</summary>
    public long Count { get; private set; }

    public IReadOnlyList<string> Last => [.. _last];

    public void Add(FunctionTarget function)
    {
        Count += function.IsBinding ? 0 : 1;
        if (ReferenceEquals(function, InternalFunctions.Resolve))
        {
            // A library that was loaded may have left something running; a symbol that was looked up has not.
            return;
        }

        if (_last.Count == Remembered)
        {
            _last.Dequeue();
        }

        _last.Enqueue(function.Prototype.Name);
    }
}
