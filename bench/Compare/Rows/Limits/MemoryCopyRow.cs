namespace FfiIsolation.Compare.Rows.Limits;

/// <summary>One copy between the same two buffers, as a caller that uses its buffers again sees it.</summary>
internal sealed class MemoryCopyRow() : LimitRow("limit.memcpy.1MB", "memcpy of 1 MiB, C", "memcpy", bytes: 1024 * 1024);
