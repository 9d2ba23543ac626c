using System.Text.Json;
using System.Text.Json.Serialization;

namespace FfiIsolation.Measuring;

/// <summary>The results as a JSON array of <c>name</c>, <c>p50Nanoseconds</c>, <c>p99Nanoseconds</c>, <c>allocatedBytes</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RowResult[]))]
internal sealed partial class ResultsJson : JsonSerializerContext
{
    public static string Write(RowResult[] results) => JsonSerializer.Serialize(results, Default.RowResultArray);

    public static RowResult[] Read(string json) => JsonSerializer.Deserialize(json, Default.RowResultArray) ?? [];
}
