namespace FfiIsolation.DebugInfo;

/// <summary>A parameter in the debug information.</summary>
internal sealed record TrueParameter(string? Name, TrueType Type);
