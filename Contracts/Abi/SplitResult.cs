using System.Collections.Immutable;

namespace FfiIsolation.Abi;

/// <summary>In one or two of rax, rdx, xmm0 and xmm1, piece by piece: structs and unions, <c>__int128</c>, complex numbers.</summary>
/// <param name="Pieces">In the order of the value; bytes between them are padding.</param>
internal sealed record SplitResult(ImmutableArray<RegisterPiece> Pieces) : ResultPlace
{
    public bool Equals(SplitResult? other) => other is not null && Pieces.SequenceEqual(other.Pieces);

    public override int GetHashCode() => Pieces.Length;

    public override string ToString() => $"{nameof(SplitResult)} {{ {string.Join(", ", Pieces)} }}";
}
