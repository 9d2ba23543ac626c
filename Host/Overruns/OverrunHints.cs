using FfiIsolation.Calls;
using FfiIsolation.Images;

namespace FfiIsolation.Overruns;

/// <summary>What is probably wrong, and what to do about it.</summary>
internal static class OverrunHints
{
    public static string For(BufferOverrun overrun, BlockOwner owner, Parameter? parameter)
    {
        CType? element = (parameter?.Type as PointerType)?.Pointee;
        if (overrun.Access == FaultAccess.Read)
        {
            return OfRead(overrun, owner, element);
        }

        return overrun.Offset < 0
            ? $"The function wrote before the start of {overrun.Buffer}: an index below zero, or a pointer that it moved back too far."
            : IsOneOf(element, overrun)
            ? $"One {element} lies there: the function takes a larger type, or more of them."
            : $"Make the buffer larger, or pass the size that it really has: {overrun.BufferLength} bytes.";
    }

    private static string OfRead(BufferOverrun overrun, BlockOwner owner, CType? element)
    {
        string readOn = $"The function read on where {overrun.Buffer} ends";
        switch (element)
        {
            case IntegerType { IsCharacter: true } unit when LacksZero(owner, unit.Size):
                return $"{Capital(overrun.Buffer)} has no terminator in its {overrun.BufferLength} bytes, and the function read on for one: pass text, or bytes that end with a zero.";
            case IntegerType { IsCharacter: true } when IsWritten(owner):
                return $"{readOn}: there is no terminator in what was written there{(ReturnsText(owner) ? ", where the result is read as text (declare it void * if it is none)" : "")}, or a length is too large.";
            case IntegerType { IsCharacter: true }:
                return $"{readOn}, behind the terminator: a length that is too large, or it takes larger elements, such as wchar_t.";
            case IntegerType { Size: 1 } when LacksZero(owner, unit: 1):
                return $"{readOn}: a length that is too large, or text without a zero at its end.";
            case RecordType:
                return $"{readOn}: does {element} have all members of the library's, and are there as many as it takes?";
            default:
                return $"{readOn}: is the length that it was given too large?";
        }
    }

    /// <summary>Whether there is room for just one, as for what is given back through a pointer.</summary>
    private static bool IsOneOf(CType? element, BufferOverrun overrun) => element is { IsComplete: true, Size: > 1 and var size } && size == overrun.BufferLength;

    /// <summary>Whether what went in has no zero among its characters.</summary>
    private static bool LacksZero(BlockOwner owner, int unit)
    {
        foreach (PreparedBlock block in owner.Call.Blocks)
        {
            if (block.Parameter == owner.Parameter && (block.Direction & BlockDirection.In) != 0)
            {
                return !HasZero(owner.Call.InputOf(block), unit);
            }
        }

        return false;
    }

    /// <summary>Whether nothing went in: the function alone can have put a terminator there.</summary>
    private static bool IsWritten(BlockOwner owner)
    {
        foreach (PreparedBlock block in owner.Call.Blocks)
        {
            if (block.Parameter == owner.Parameter)
            {
                return block.Direction == BlockDirection.Out;
            }
        }

        return false;
    }

    private static bool ReturnsText(BlockOwner owner) => owner.Call.Function.Prototype.ReturnType is PointerType { Pointee: IntegerType { IsCharacter: true } };

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
