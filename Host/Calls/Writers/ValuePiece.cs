namespace FfiIsolation.Calls.Writers;

/// <summary>A part of a value that lies in one place of the image.</summary>
/// <param name="Place">Where in the image, in bytes.</param>
/// <param name="Offset">Where in the value, in bytes.</param>
/// <param name="Size">Bytes.</param>
internal readonly record struct ValuePiece(int Place, int Offset, int Size);
