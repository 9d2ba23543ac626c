namespace FfiIsolation.Testing;

/// <summary>One fault that a test asked for. Safe for use from many threads.</summary>
public sealed class InjectedFault
{
    private readonly string _description;
    private int _times;

    internal InjectedFault(string function, string description)
    {
        Function = function;
        _description = description;
    }

    /// <summary>The function's name.</summary>
    public string Function { get; }

    /// <summary>How many calls it has hit. A call whose arguments do not fit the prototype is hit like any other, and nothing happens to it.</summary>
    public int Times => Volatile.Read(ref _times);

    /// <summary>What was asked for, in English: <c>call 3 of sqlite3_step crashes (NullPointer)</c>.</summary>
    public override string ToString() => _description;

    /// <summary>How many calls of the function there were before it was asked for.</summary>
    internal long CallsBefore { get; set; }

    internal void Hit() => Interlocked.Increment(ref _times);
}
