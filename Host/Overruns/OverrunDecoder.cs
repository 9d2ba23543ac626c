using System.Buffers.Binary;
using FfiIsolation.Images;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Overruns;

/// <summary>Reads a <c>struct ffi_overruns</c> that a worker sent. What cannot be is left out.</summary>
internal static class OverrunDecoder
{
    /// <param name="told">The host's own copy.</param>
    /// <param name="lengths">The lengths of the blocks of the call, in bytes.</param>
    /// <param name="outcome">How the call ended otherwise.</param>
    public static List<OverrunEntry> Decode(ReadOnlySpan<byte> told, ReadOnlySpan<int> lengths, out ImageOutcome outcome)
    {
        var entries = new List<OverrunEntry>();
        outcome = ImageOutcome.Returned;
        if (told.Length != CallImageLayout.OverrunsSize)
        {
            return entries;
        }

        outcome = (ImageOutcome)BinaryPrimitives.ReadUInt32LittleEndian(told[CallImageLayout.OverrunsOutcome..]) == ImageOutcome.Threw ? ImageOutcome.Threw : ImageOutcome.Returned;
        uint count = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(told), CallImageLayout.MaxOverruns);
        for (int i = 0; i < count; i++)
        {
            OverrunEntry entry = Decode(told.Slice(CallImageLayout.OverrunsEntries + (i * CallImageLayout.OverrunSize), CallImageLayout.OverrunSize));
            if (entry.Block >= 0 && entry.Block < lengths.Length && IsPossible(entry, lengths[entry.Block]))
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    private static OverrunEntry Decode(ReadOnlySpan<byte> entry)
    {
        var frames = new ulong[Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(entry[CallImageLayout.OverrunFrameCount..]), CallImageLayout.MaxOverrunFrames)];
        for (int i = 0; i < frames.Length; i++)
        {
            frames[i] = BinaryPrimitives.ReadUInt64LittleEndian(entry[(CallImageLayout.OverrunFrames + (i * sizeof(ulong)))..]);
        }

        return new OverrunEntry(
            BinaryPrimitives.ReadInt32LittleEndian(entry),
            (OverrunKind)BinaryPrimitives.ReadUInt32LittleEndian(entry[CallImageLayout.OverrunKind..]),
            BinaryPrimitives.ReadInt64LittleEndian(entry[CallImageLayout.OverrunFirst..]),
            BinaryPrimitives.ReadInt64LittleEndian(entry[CallImageLayout.OverrunLast..]),
            BinaryPrimitives.ReadUInt64LittleEndian(entry[CallImageLayout.OverrunRow..]),
            BinaryPrimitives.ReadInt32LittleEndian(entry[CallImageLayout.OverrunThread..]),
            frames);
    }

    /// <summary>Within a canary, or from a block's end through its guard page.</summary>
    private static bool IsPossible(OverrunEntry entry, int length) => entry.First <= entry.Last && entry.Kind switch
    {
        OverrunKind.CanaryBefore => entry.First >= -CallImageLayout.CanaryBytes && entry.Last < 0,
        OverrunKind.CanaryBehind => entry.First >= length && entry.Last < length + CallImageLayout.CanaryBytes,
        OverrunKind.PageRead or OverrunKind.PageWritten => entry.First >= length && entry.Last < length + CallImageLayout.CanaryBytes + (long)WindowLayout.GuardSize,
        _ => false,
    };
}
