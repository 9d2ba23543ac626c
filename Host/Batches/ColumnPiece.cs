using FfiIsolation.Images;

namespace FfiIsolation.Batches;

/// <summary>A part of a column's elements: for each row it goes to, or comes from, one place of the image.</summary>
/// <param name="Place">Where in the image, in bytes.</param>
/// <param name="Offset">Where in the element, in bytes.</param>
/// <param name="Size">Bytes.</param>
internal readonly record struct ColumnPiece(int Place, int Offset, int Size, ColumnKind Kind);
