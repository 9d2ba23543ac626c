using FfiIsolation.Images;

namespace FfiIsolation.Calls.Writers;

/// <summary>The memory in the window that one argument needs.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Alignment">In bytes, a power of two.</param>
internal readonly record struct MemoryNeed(int Length, int Alignment, BlockDirection Direction);
