namespace FfiIsolation.Measuring;

internal static class Percentiles
{
    /// <summary>The smallest sample that at least this share of all samples does not exceed (nearest rank): always one that was measured.</summary>
    /// <param name="sorted">Samples in ascending order, at least one.</param>
    /// <param name="share">Above 0, up to 1.</param>
    public static double At(ReadOnlySpan<double> sorted, double share)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sorted.Length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        return sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }
}
