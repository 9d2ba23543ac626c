namespace FfiIsolation.Fuzz.Running;

/// <summary>What one process does.</summary>
/// <param name="First">The number of the first input.</param>
/// <param name="Inputs">How many.</param>
internal sealed record FuzzWork(string Decoder, ulong Seed, long First, long Inputs);
