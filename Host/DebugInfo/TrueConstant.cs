namespace FfiIsolation.DebugInfo;

/// <summary>A constant of an enum in the debug information.</summary>
/// <param name="Value">As far as the enum's size holds it; whether its upper bits are those of a sign depends on the compiler.</param>
internal sealed record TrueConstant(string Name, long Value);
