namespace FfiIsolation;

/// <summary>The call that was in flight when a worker died.</summary>
public sealed record CrashedCall
{
    /// <summary>The function's name.</summary>
    public required string Function { get; init; }

    /// <summary>Its prototype as it was given.</summary>
    public required string Prototype { get; init; }

    /// <summary>The library's file.</summary>
    public required string LibraryPath { get; init; }

    /// <summary>The arguments in order.</summary>
    public IReadOnlyList<CrashedArgument> Arguments { get; init; } = [];

    /// <summary>The callback that this call made and that was not answered, as C declares it; null for none.</summary>
    public string? Callback { get; init; }

    /// <summary>The call within whose callback this one was made; null for a call that nothing waits for but its caller.</summary>
    public CrashedCall? Within { get; init; }

    /// <summary>The row of a batch that ran, counted from 0; null for a call that is no row, or where it is not known.</summary>
    public long? Row { get; init; }

    /// <summary>Its place in a <see cref="CallList"/>, counted from 0; null for a call that is in none, or where it is not known.</summary>
    public int? ListIndex { get; init; }

    /// <summary>The prototype itself; null where only its text is known.</summary>
    internal Prototype? Declared { get; init; }

    /// <summary>The library as the host knows it; null for what the worker itself offers, or where only its path is known.</summary>
    internal Libraries.LibraryEntry? Library { get; init; }

    /// <summary>Whether it is a step of the host's own, by what the worker offers.</summary>
    internal bool IsOfWorker => LibraryPath == Calls.FunctionTarget.OfWorker;

    /// <summary>Which of many calls it is, to be said behind its name; empty for a call of its own.</summary>
    internal string Which => Row is { } row ? $" in row {row}" : ListIndex is { } index ? $" as call {index} of a list" : "";

    /// <summary>The call on one line: <c>strlen(NULL)</c>.</summary>
    public override string ToString() => $"{Function}({string.Join(", ", Arguments.Select(a => a.Text))}){Which}";
}
