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

    /// <summary>What stands behind the registers of an answer: the bytes that go into memory of the caller's.</summary>
    /// <exception cref="InvalidDataException">It is no answer.</exception>
    public static ReadOnlySpan<byte> MemoryOf(byte[] answer) =>
        answer.Length is >= CallbackLayout.AnswerSize and <= CallbackLayout.AnswerSize + CallbackLayout.DataSize
            ? answer.AsSpan(CallbackLayout.AnswerSize)
            : throw new InvalidDataException($"An answer has {CallbackLayout.AnswerSize} to {CallbackLayout.AnswerSize + CallbackLayout.DataSize} bytes, not {answer.Length}.");
}
