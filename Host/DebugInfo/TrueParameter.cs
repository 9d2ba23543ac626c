namespace FfiIsolation.DebugInfo;

/// <summary>A parameter in the debug information.</summary>
internal sealed record TrueParameter(string? Name, TrueType Type)
{
    /// <summary>Whether attributes say that the function only reads what it points at.</summary>
    public bool IsRead { get; init; }
}
