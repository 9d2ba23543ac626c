using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Records;

/// <summary>One scalar in a struct, with its place in the whole.</summary>
/// <param name="Name">The way to it: <c>inner.x</c>, <c>items[2]</c>.</param>
/// <param name="TypeText">Its type, for messages.</param>
/// <param name="Symbol">The field of the outermost struct that it is in; null in C.</param>
internal sealed record Leaf(string Name, long Offset, int Size, LeafKind Kind, string TypeText, ISymbol? Symbol = null)
{
    public long End => Offset + Size;
}
