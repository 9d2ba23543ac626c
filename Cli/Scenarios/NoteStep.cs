namespace FfiIsolation.Cli.Scenarios;

/// <summary>A comment for whoever watches.</summary>
internal sealed record NoteStep(int Line, string Text) : Step(Line);
