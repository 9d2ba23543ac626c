namespace FfiIsolation;

/// <summary>The parameters of a function as they were read.</summary>
internal sealed class ParameterList
{
    public List<ParameterDraft> Parameters { get; } = new();

    public bool IsVariadic { get; set; }
}
