using FfiIsolation.Calls;
using FfiIsolation.Images;

namespace FfiIsolation.Overruns;

/// <summary>What is probably wrong, and what to do about it.</summary>
internal static class OverrunHints
{
    public static string For(BufferOverrun overrun, BlockOwner owner, Parameter? parameter)
    {
        if (overrun.Access == FaultAccess.Read)
        {
            return LacksTerminator(owner, parameter)
                ? $"{Capital(overrun.Buffer)} has no terminator in its {overrun.BufferLength} bytes, and the function read on for one: pass text, or bytes that end with a zero."
                : $"The function read on where {overrun.Buffer} ends: is the length that it was given too large?";
        }

        return overrun.Offset < 0
            ? $"The function wrote before the start of {overrun.Buffer}: an index below zero, or a pointer that it moved back too far."
            : $"Make the buffer larger, or pass the size that it really has: {overrun.BufferLength} bytes.";
    }

    /// <summary>Whether it went in as characters without a zero among them.</summary>
    private static bool LacksTerminator(BlockOwner owner, Parameter? parameter)
    {
        if (parameter?.Type is not PointerType { Pointee: { IsComplete: true, Size: 1 or 2 or 4 } unit })
        {
            return false;
        }

        foreach (PreparedBlock block in owner.Call.Blocks)
        {
            if (block.Parameter == owner.Parameter && (block.Direction & BlockDirection.In) != 0)
            {
                return !HasZero(owner.Call.InputOf(block), unit.Size);
            }
        }

        return false;
    }

    private static bool HasZero(ReadOnlySpan<byte> bytes, int unit)
    {
        for (; bytes.Length >= unit; bytes = bytes[unit..])
        {
            if (!bytes[..unit].ContainsAnyExcept((byte)0))
            {
                return true;
            }
        }

        return false;
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
