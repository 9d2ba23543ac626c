namespace FfiIsolation.Compare.Rows.Limits;

/// <summary>The other process is asleep when the word comes, and so is the caller when the answer does; the scheduler places them.</summary>
internal sealed class FutexRow() : LimitRow("limit.sharedMemory.futex", "the same, C, both asleep, 1 ms pause between", "futex", pauseMicroseconds: 1000);
