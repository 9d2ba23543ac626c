namespace FfiIsolation.Crashes;

internal sealed record ArgumentDocument(string Name, string Type, string Value, string? Address, long? Length, ArgumentDirection Direction);
