namespace FfiIsolation.Cli.Scenarios;

/// <summary>One thing that a scenario does or says.</summary>
/// <param name="Line">Where it stands in the file, from 1.</param>
internal abstract record Step(int Line);
