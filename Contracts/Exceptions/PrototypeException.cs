namespace FfiIsolation;

/// <summary>A prototype that cannot be read, or that says something this library cannot do. Says where, and what was expected there.</summary>
public sealed class PrototypeException : CallRejectedException
{
    internal PrototypeException(SourceText source, int offset, int length, string problem, string expected)
        : base(PrototypeErrorText.Write(source, offset, length, problem, expected))
    {
        Prototype = source.Original;
        (Line, Column) = source.PositionOf(offset);
        Problem = problem;
        Expected = expected;
    }

    /// <summary>The whole text that was read.</summary>
    public string Prototype { get; }

    /// <summary>The line of the mistake in <see cref="Prototype"/>.</summary>
    /// <value>From 1.</value>
    public int Line { get; }

    /// <summary>The column of the mistake in its line, in UTF-16 code units.</summary>
    /// <value>From 1; one more than the length of the line where something is missing at its end.</value>
    public int Column { get; }

    /// <summary>What is wrong there, in a few words, without position.</summary>
    public string Problem { get; }

    /// <summary>What was expected there instead.</summary>
    public string Expected { get; }
}
