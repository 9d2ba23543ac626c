namespace FfiIsolation.Measuring;

/// <summary>One element of the JSON array, per call or operation.</summary>
/// <param name="AllocatedBytes">null where nobody counts.</param>
internal sealed record RowResult(string Name, double P50Nanoseconds, double P99Nanoseconds, double? AllocatedBytes)
{
    /// <summary>Rounded to what can be told apart: picoseconds, and a hundredth of a byte, which is one small object in thousands of calls.</summary>
    public static RowResult Of(string name, Measurement measured) => new(
        name,
        Math.Round(measured.P50Nanoseconds, 3),
        Math.Round(measured.P99Nanoseconds, 3),
        measured.AllocatedBytes is { } bytes ? Math.Round(bytes, 2) : null);
}
