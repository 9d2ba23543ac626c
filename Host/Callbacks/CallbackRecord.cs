// Reads struct ffi_callback, which the worker wrote: nothing in it is believed to be in range.
using System.Buffers.Binary;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Callbacks;

internal static class CallbackRecord
{
    public static int IndexOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt32LittleEndian(record[CallbackLayout.Index..]);

    public static int ThreadOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt32LittleEndian(record[CallbackLayout.Thread..]);

    /// <summary>What a rule brought along; empty for a null pointer, and where the record says what cannot be.</summary>
    public static ReadOnlySpan<byte> DataOf(ReadOnlySpan<byte> record, int rule)
    {
        long at = CallbackLayout.Data;
        for (int i = 0; i < rule; i++)
        {
            at += (LengthOf(record, i) + CallbackLayout.DataAlignment - 1) / CallbackLayout.DataAlignment * CallbackLayout.DataAlignment;
        }

        long length = LengthOf(record, rule);
        return at + length <= record.Length ? record.Slice((int)at, (int)length) : default;
    }

    private static long LengthOf(ReadOnlySpan<byte> record, int rule) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record[(CallbackLayout.DataLengths + (rule * sizeof(uint)))..]);
}
