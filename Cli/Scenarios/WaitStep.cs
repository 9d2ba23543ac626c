namespace FfiIsolation.Cli.Scenarios;

/// <summary>Lets time pass.</summary>
internal sealed record WaitStep(int Line, TimeSpan Duration) : Step(Line);
