using FfiIsolation.Compare.Rows;

namespace FfiIsolation.Compare;

/// <summary>What a run consists of.</summary>
internal sealed record Selection(IReadOnlyList<Row> Rows, IReadOnlyList<Fact> Facts);
