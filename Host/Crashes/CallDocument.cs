namespace FfiIsolation.Crashes;

internal sealed record CallDocument(string Function, string Prototype, string Library, IReadOnlyList<ArgumentDocument> Arguments, string? Callback, CallDocument? Within, long? Row, int? ListIndex);
