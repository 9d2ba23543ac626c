using System.Globalization;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows;

/// <summary>What became of a row: a measurement, or the reason why there is none.</summary>
internal sealed record RowOutcome(Row Row, Measurement? Measurement, string Reason, bool HasFailed)
{
    public static RowOutcome Measured(Row row, Measurement measurement) => new(row, measurement, "", false);

    public static RowOutcome LeftOut(Row row, string reason) => new(row, null, $"left out: {reason}", false);

    public static RowOutcome Failed(Row row, Exception exception) => new(row, null, $"failed: {exception.GetType().Name}: {exception.Message}", true);

    public override string ToString() => Measurement is { } measured
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{Row.Name}: p50 {DurationText.Of(measured.P50Nanoseconds)}, p99 {DurationText.Of(measured.P99Nanoseconds)}, {measured.Samples} samples of {measured.OperationsPerSample}")
        : $"{Row.Name}: {Reason}";
}
