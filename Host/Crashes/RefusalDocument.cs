namespace FfiIsolation.Crashes;

internal sealed record RefusalDocument(string SystemCall, string Action, string Preset);
