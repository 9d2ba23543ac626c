using FfiIsolation.Images;

namespace FfiIsolation.Overruns;

/// <summary>One thing that a worker noticed about a block (<c>struct ffi_overrun</c>): hearsay, but for its bounds.</summary>
/// <param name="Block">Its place among the blocks of the call.</param>
/// <param name="First">The first byte that was touched, from the block's start.</param>
/// <param name="Last">The last byte that was changed; of a page that was read, the first.</param>
/// <param name="Row">Of a batch the row, of a list the call.</param>
/// <param name="Thread">That touched the guard page; 0 where nobody saw it.</param>
/// <param name="Frames">Its stack, as in a crash record; empty where nobody saw it.</param>
internal readonly record struct OverrunEntry(int Block, OverrunKind Kind, long First, long Last, ulong Row, int Thread, ulong[] Frames);
