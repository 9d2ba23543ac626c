namespace FfiIsolation.Cli.Scenarios;

/// <summary>Says what the call would have done to a process that made it itself.</summary>
internal sealed record InProcessStep(int Line, string Text) : Step(Line);
