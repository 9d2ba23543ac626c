using System.Buffers.Binary;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Worker.Calls;

/// <summary>The record of a callback, without its end that means nothing.</summary>
internal static class CallbackBytes
{
    public static byte[] Used(ReadOnlySpan<byte> callback)
    {
        uint words = BinaryPrimitives.ReadUInt32LittleEndian(callback[CallbackLayout.StackWords..]);
        long data = 0;
        for (int rule = 0; rule < CallbackLayout.MaxRules; rule++)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(callback[(CallbackLayout.DataLengths + (rule * sizeof(uint)))..]);
            data += (length + CallbackLayout.DataAlignment - 1L) / CallbackLayout.DataAlignment * CallbackLayout.DataAlignment;
        }

        // Native code can have written over the record in the meantime.
        long used = data > 0 ? CallbackLayout.Data + data : CallbackLayout.Stack + (words * (long)sizeof(ulong));
        return callback[..(int)Math.Min(used, CallbackLayout.Size)].ToArray();
    }
}
