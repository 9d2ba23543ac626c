using System.Collections.Immutable;

namespace FfiIsolation.Abi;

/// <summary>In one or more registers, piece by piece: structs and unions, <c>__int128</c>, complex numbers. No piece at all for a value that is
/// nothing but padding.</summary>
/// <param name="Pieces">In the order of the value; bytes between them are padding.</param>
internal sealed record SplitPlace(ImmutableArray<RegisterPiece> Pieces) : ArgumentPlace
{
    public bool Equals(SplitPlace? other) => other is not null && Pieces.SequenceEqual(other.Pieces);

    public override int GetHashCode() => Pieces.Length;

    public override string ToString() => $"{nameof(SplitPlace)} {{ {string.Join(", ", Pieces)} }}";
}
