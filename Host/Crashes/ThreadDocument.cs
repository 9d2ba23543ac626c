namespace FfiIsolation.Crashes;

internal sealed record ThreadDocument(int Id, string Name, HangState State, string Description, IReadOnlyList<FrameDocument> Stack);
