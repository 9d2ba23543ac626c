namespace FfiIsolation.Cli.Scenarios;

/// <summary>A scenario file that cannot be read. The message is the place, the problem, the line, and a caret under the spot.</summary>
internal sealed class ScenarioException : Exception
{
    public ScenarioException(string file, int line, int column, string lineText, string problem)
        : base($"{file}:{line}:{column}: {problem}\n  {lineText}\n  {Pad(lineText, column)}^")
    {
        Line = line;
        Column = column;
        Problem = problem;
    }

    public ScenarioException(string file, string problem)
        : base($"{file}: {problem}")
    {
        Problem = problem;
    }

    /// <summary>From 1; 0 where the file as a whole is meant.</summary>
    public int Line { get; }

    /// <summary>From 1; 0 where the file as a whole is meant.</summary>
    public int Column { get; }

    public string Problem { get; }

    // Tabs are kept, so that the caret stands right however wide they are shown.
    private static string Pad(string lineText, int column) =>
        string.Concat(lineText.Take(column - 1).Select(c => c == '\t' ? '\t' : ' ')).PadRight(column - 1);
}
