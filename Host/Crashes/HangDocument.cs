namespace FfiIsolation.Crashes;

internal sealed record HangDocument(
    HangState State, string Description, string? SystemCall, string? StackRemark, double? CpuTimeMilliseconds, IReadOnlyList<ThreadDocument> OtherThreads);
