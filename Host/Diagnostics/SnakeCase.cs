using System.Text.Json;

namespace FfiIsolation.Diagnostics;

/// <summary>Members of an enumeration as attribute values: <c>NullPointer</c> is <c>null_pointer</c>.</summary>
internal static class SnakeCase<T>
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> s_names =
        Enum.GetValues<T>().Distinct().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    public static string Of(T value) => s_names[value];
}
