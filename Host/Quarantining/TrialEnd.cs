namespace FfiIsolation.Quarantining;

/// <summary>How a trial ended for its caller, and whether that speaks for the function.</summary>
internal sealed record TrialEnd<T>(T? Result, Exception? Thrown, bool IsProof);
