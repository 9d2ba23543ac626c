namespace FfiIsolation.Cli.Arguments;

/// <summary>What a parameter is called in messages and outputs: its name, or its position from 1 where the prototype names none.</summary>
internal static class ParameterName
{
    public static string Of(Parameter parameter) => parameter.Name ?? $"arg{parameter.Index + 1}";
}
