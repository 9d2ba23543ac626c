namespace FfiIsolation.Crashes;

/// <summary>The shape of a report in JSON. Names are public: a change here is a change for everybody who reads reports.</summary>
internal sealed record CrashReportDocument
{
    public required CrashCause Cause { get; init; }
    public required string Summary { get; init; }
    public required CrashBlame Blame { get; init; }
    public required CallDocument? Call { get; init; }
    public required string? Signal { get; init; }
    public required int? SignalNumber { get; init; }
    public required string? SignalCode { get; init; }
    public required string? FaultAddress { get; init; }
    public required FaultAccess Access { get; init; }
    public required int? ExitCode { get; init; }
    public required KillReason? KillReason { get; init; }
    public required IReadOnlyList<string> Hints { get; init; }
    public required IReadOnlyList<FrameDocument> Stack { get; init; }
    public required bool StackIsComplete { get; init; }
    public required HangDocument? Hang { get; init; }
    public required IReadOnlyDictionary<string, string> Registers { get; init; }
    public required int? ThreadId { get; init; }
    public required string? ThreadName { get; init; }
    public required bool? IsCallThread { get; init; }
    public required string? AbortMessage { get; init; }
    public required string LastWords { get; init; }
    public required string? NestedSignal { get; init; }
    public required int ProcessId { get; init; }
    public required long Generation { get; init; }
    public required double UptimeMilliseconds { get; init; }
    public required long CallCount { get; init; }
    public required IReadOnlyList<string> LastCalls { get; init; }
    public required long? MaxResidentBytes { get; init; }
    public required double? CpuTimeMilliseconds { get; init; }
    public required IReadOnlyList<RefusalDocument> RefusedActions { get; init; }
    public required DateTimeOffset Time { get; init; }
}
