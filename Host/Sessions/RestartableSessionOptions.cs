namespace FfiIsolation;

/// <summary>How a <see cref="RestartableSession{TState}"/> works.</summary>
public sealed record RestartableSessionOptions
{
    internal static RestartableSessionOptions Default { get; } = new();

    /// <summary>How often in a row the set-up may fail on workers that take over, whatever throws. Then the session is given up: every later use throws, and nothing is started for it. The
    /// first set-up does not count, whose exception opening the session throws.</summary>
    /// <value>1 to 1,000. The default is 3. The host's <see cref="NativeHostOptions.RestartBudget"/> limits the workers besides.</value>
    public int MaxSetUpFailures { get; init; } = 3;

    /// <summary>How the memory is watched that native code allocates, on each worker of the session.</summary>
    /// <value>The default is <see cref="HeapGuarding.Off"/>.</value>
    public HeapGuarding HeapGuarding { get; init; }

    internal SessionOptions OfSession => new() { HeapGuarding = HeapGuarding };

    internal void Validate()
    {
        var mistakes = new OptionMistakes();
        mistakes.Check(nameof(MaxSetUpFailures), MaxSetUpFailures, 1, 1_000);
        mistakes.CheckEnum(nameof(HeapGuarding), HeapGuarding, HeapGuarding.Off, HeapGuarding.Guarded);
        mistakes.ThrowIfAny();
    }
}
