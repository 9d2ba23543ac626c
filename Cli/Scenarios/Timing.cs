namespace FfiIsolation.Cli.Scenarios;

/// <summary>What a timed call stands for.</summary>
/// <param name="Rounds">How often the work is done.</param>
/// <param name="InOneCall">Whether native code does the rounds within one call; otherwise each round is a call.</param>
internal sealed record Timing(int Rounds, bool InOneCall);
