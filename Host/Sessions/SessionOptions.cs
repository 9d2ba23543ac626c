namespace FfiIsolation;

/// <summary>How a session works.</summary>
public sealed record SessionOptions
{
    /// <summary>How the memory is watched that native code allocates in the session's worker.</summary>
    /// <value>The default is <see cref="HeapGuarding.Off"/>.</value>
    public HeapGuarding HeapGuarding { get; init; }

    internal void Validate()
    {
        var mistakes = new OptionMistakes();
        mistakes.CheckEnum(nameof(HeapGuarding), HeapGuarding, HeapGuarding.Off, HeapGuarding.Guarded);
        mistakes.ThrowIfAny();
    }
}
