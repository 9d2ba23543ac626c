namespace FfiIsolation.WrongPrototypes;

/// <summary>How a parameter is named in the sentences about mistakes.</summary>
internal static class ParameterName
{
    public static string Of(Parameter parameter) => Of(parameter.Name, parameter.Index);

    /// <param name="name">null or empty where it has none.</param>
    /// <param name="index">From 0, told from 1.</param>
    public static string Of(string? name, int index) => name is { Length: > 0 } ? $"`{name}`" : FormattableString.Invariant($"parameter {index + 1}");
}
