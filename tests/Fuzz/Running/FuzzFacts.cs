namespace FfiIsolation.Fuzz.Running;

/// <summary>What one process found.</summary>
/// <param name="PeakKibibytes">The most that the process had resident.</param>
internal sealed record FuzzFacts(string Decoder, long Inputs, long Rejected, long Accepted, long Milliseconds, long PeakKibibytes);
