// Which addresses make up the stack: the unwinder's list where it got anywhere, else what frame pointers and the stack itself tell.
namespace FfiIsolation.Crashes;

internal static class FrameList
{
    private const ulong ExactBit = 1UL << 63;

    /// <summary>Addresses, innermost first; exact ones are instructions, the others are where execution would have returned to.</summary>
    public static IReadOnlyList<(ulong Address, bool IsExact)> Merge(CrashRecord record)
    {
        var unwound = record.Frames.Select(f => (Address: f & ~ExactBit, IsExact: (f & ExactBit) != 0)).ToList();
        // One that starts elsewhere than at the fault is the guard's own; the unwinder needs two frames to have found any way at all.
        if (unwound.Count >= 2)
            return unwound;

        var frames = new List<(ulong, bool)> { (record.InstructionPointer, true) };
        if (record.Kind != CrashRecordKind.Signal && unwound.Count == 0 && record.InstructionPointer == 0)
            frames.Clear();
        // After a jump to nowhere the caller's address is still on top of the stack, where the call put it.
        if (record.Map.Find(record.InstructionPointer) is not { Executable: true }
            && record.ReadStack(record.StackPointer) is { } caller && record.Map.Find(caller) is { Executable: true })
            frames.Add((caller, false));
        foreach (var address in record.Chain.Skip(1))
        {
            if (address != 0 && !frames.Contains((address, false)))
                frames.Add((address, false));
        }
        return frames;
    }
}
