using System.Collections.Immutable;

namespace FfiIsolation.Cli.Explaining;

/// <summary>Where an argument or a result is, for people and for programs.</summary>
/// <param name="Words">In a phrase: <c>edi, sign-extended to rdi</c>.</param>
/// <param name="Pieces">Piece by piece, in the order of the value; empty for what is nowhere. Where the value is in memory that something points at, the pieces are those of the pointer.</param>
/// <param name="Memory">That memory; null where the value itself is passed.</param>
internal sealed record ExplainedPlace(string Words, ImmutableArray<PlacePiece> Pieces, PointedMemory? Memory = null);
