namespace FfiIsolation.Measuring;

/// <summary>What a row is held against: a time made of other rows of the same run, or a time that is fixed, and how much of it is allowed.</summary>
/// <param name="Terms">The other rows, each with how often its median counts; empty for a fixed time.</param>
/// <param name="Factor">How much of it is the most that is wanted; null where there is a ratio to see and no goal.</param>
/// <param name="P50">The fixed time.</param>
/// <param name="P99">Another one for the 99th percentile, if any.</param>
internal sealed record Goal(IReadOnlyList<GoalTerm> Terms, double? Factor, TimeSpan P50, TimeSpan? P99)
{
    /// <summary>At most so many times another row, or a sum of rows.</summary>
    public static Goal AtMost(double factor, params GoalTerm[] terms) => new(terms, factor, default, null);

    /// <summary>Shown beside another row, or a sum of rows; nothing is asked of the ratio.</summary>
    public static Goal Beside(params GoalTerm[] terms) => new(terms, null, default, null);

    /// <summary>A time on the machine at hand.</summary>
    public static Goal Within(TimeSpan p50, TimeSpan? p99 = null) => new([], 1, p50, p99);

    /// <summary>The row's median by what it is held against; null where a row that this needs was not measured.</summary>
    public double? Ratio(Measurement measured, Func<string, Measurement?> rows)
    {
        double limit = P50.TotalNanoseconds;
        foreach (GoalTerm term in Terms)
        {
            if (rows(term.Row) is not { } other)
            {
                return null;
            }

            limit += term.Times * other.P50Nanoseconds;
        }

        return measured.P50Nanoseconds / limit;
    }

    /// <summary>Whether the goal is met; null where there is none, or it cannot be told.</summary>
    public bool? IsMet(Measurement measured, Func<string, Measurement?> rows) =>
        Factor is { } factor && Ratio(measured, rows) is { } ratio
            ? ratio <= factor && !(measured.P99Nanoseconds > P99?.TotalNanoseconds)
            : null;

    /// <summary>What it is held against, in words.</summary>
    public override string ToString()
    {
        string atMost = Factor is { } factor && Terms.Count > 0 ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"<= {factor} x ") : "";
        if (Terms.Count > 0)
        {
            string sum = string.Join(" + ", Terms);
            return atMost.Length > 0 && sum != Terms[0].Row ? $"{atMost}({sum})" : atMost + sum;
        }

        return $"<= {DurationText.Of(P50.TotalNanoseconds)}" + (P99 is { } p99 ? $", p99 <= {DurationText.Of(p99.TotalNanoseconds)}" : "");
    }
}
