using FfiIsolation.Compare.Rows;

namespace FfiIsolation.Compare;

/// <summary>What a run consists of.</summary>
/// <param name="Groups">Rows that are measured in turns.</param>
internal sealed record Selection(IReadOnlyList<IReadOnlyList<Row>> Groups, IReadOnlyList<Fact> Facts);
