using FfiIsolation.Images;

namespace FfiIsolation.Calls;

/// <summary>A pointer argument's data: where it comes from, and where it lies in the window.</summary>
/// <param name="Parameter">The index of the parameter.</param>
/// <param name="Offset">In the window, in bytes.</param>
/// <param name="Length">Bytes, a terminator included.</param>
internal readonly record struct PreparedBlock(int Parameter, long Offset, int Length, BlockDirection Direction);
