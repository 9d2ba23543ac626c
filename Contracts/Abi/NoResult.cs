namespace FfiIsolation.Abi;

/// <summary>The function returns void.</summary>
internal sealed record NoResult : ResultPlace
{
    public static NoResult Instance { get; } = new();
}
