namespace FfiIsolation;

/// <summary>How a batch went. The results are in the caller's memory; a row that failed has left its own as it was.</summary>
/// <param name="Rows">The rows, failed ones included.</param>
/// <param name="Failures">The rows that failed and were skipped, in their order.</param>
/// <param name="Warning">What looks as if the prototype were wrong, as <see cref="NativeResult.Warning"/> has it; null where nothing does.</param>
public sealed record BatchResult(long Rows, IReadOnlyList<BatchFailure> Failures, string? Warning);
