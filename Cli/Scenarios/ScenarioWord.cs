namespace FfiIsolation.Cli.Scenarios;

/// <summary>One word of a line.</summary>
/// <param name="Text">The word, without the quotes around it.</param>
/// <param name="Column">Where it begins, from 1.</param>
/// <param name="IsQuoted">Whether it stood in quotes: then it is no keyword.</param>
internal readonly record struct ScenarioWord(string Text, int Column, bool IsQuoted)
{
    public bool Is(string keyword) => !IsQuoted && Text == keyword;
}
