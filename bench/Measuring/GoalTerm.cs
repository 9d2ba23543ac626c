using System.Globalization;

namespace FfiIsolation.Measuring;

/// <summary>A row that another is held against, and how often it counts.</summary>
internal sealed record GoalTerm(string Row, double Times = 1)
{
    public static implicit operator GoalTerm(string row) => new(row);

    public override string ToString() => Times == 1 ? Row : string.Create(CultureInfo.InvariantCulture, $"{Times:0.###} x {Row}");
}
