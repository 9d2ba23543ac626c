namespace FfiIsolation.Images;

/// <summary>A piece of the window that belongs to one call.</summary>
/// <param name="Offset">In the window, in bytes.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct Block(ulong Offset, ulong Length, BlockDirection Direction);
