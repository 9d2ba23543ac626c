namespace FfiIsolation.DebugInfo;

/// <summary>A function as its compiler saw it.</summary>
internal sealed record TrueFunction(string Name, TrueType ReturnType, IReadOnlyList<TrueParameter> Parameters, bool IsVariadic)
{
    /// <summary>As a header would declare it.</summary>
    public override string ToString() => ReturnType.Declare(Name + ParameterList());

    public string ParameterList()
    {
        string list = string.Join(", ", Parameters.Select(parameter => parameter.Type.Declare(parameter.Name ?? "")));
        return list.Length == 0 ? "(void)" : IsVariadic ? $"({list}, ...)" : $"({list})";
    }
}
