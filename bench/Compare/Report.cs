using FfiIsolation.Compare.Rows;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare;

/// <summary>What a run came to.</summary>
internal sealed record Report(IReadOnlyList<RowOutcome> Rows, IReadOnlyList<string> Facts)
{
    public Measurement? Find(string row) => Rows.FirstOrDefault(outcome => outcome.Row.Name == row)?.Measurement;

    /// <summary>What goes into the JSON: the rows that were measured and are listed.</summary>
    public RowResult[] Results() =>
        [.. Rows.Where(outcome => outcome.Row.IsListed && outcome.Measurement is not null).Select(outcome => RowResult.Of(outcome.Row.Name, outcome.Measurement!))];
}
