// The expressions that unwind tables have: those of procedure linkage tables and of signal frames, and what else needs no loop (DWARF 5, 2.5).
namespace FfiIsolation.Unwinding;

internal static class DwarfExpression
{
    private const int MaxStack = 64;

    /// <param name="first">What lies on the stack at first; null for nothing.</param>
    /// <returns>null where a register or the memory is not known, or the expression is not understood.</returns>
    public static ulong? Evaluate(ReadOnlyMemory<byte> expression, in RegisterSet registers, Func<ulong, ulong?> read, ulong? first)
    {
        var stack = new Stack<ulong>();
        if (first is { } value)
        {
            stack.Push(value);
        }

        var reader = new DwarfReader(expression.Span);
        while (!reader.IsAtEnd)
        {
            if (!Step(ref reader, registers, read, stack) || !reader.IsSound || stack.Count > MaxStack)
            {
                return null;
            }
        }

        return stack.TryPop(out ulong result) ? result : null;
    }

    private static bool Step(ref DwarfReader reader, in RegisterSet registers, Func<ulong, ulong?> read, Stack<ulong> stack)
    {
        byte code = reader.Byte();
        ulong? pushed = code switch
        {
            0x03 => reader.UInt64(), // DW_OP_addr
            0x08 => reader.Byte(),
            0x09 => (ulong)(sbyte)reader.Byte(),
            0x0A => reader.UInt16(),
            0x0B => (ulong)(short)reader.UInt16(),
            0x0C => reader.UInt32(),
            0x0D => (ulong)(int)reader.UInt32(),
            0x0E or 0x0F => reader.UInt64(),
            0x10 => reader.Unsigned(),
            0x11 => (ulong)reader.Signed(),
            >= 0x30 and <= 0x4F => (ulong)(code - 0x30), // DW_OP_lit
            >= 0x70 and <= 0x8F => registers[code - 0x70] + (ulong)reader.Signed(), // DW_OP_breg
            0x92 => registers[(int)Math.Min(reader.Unsigned(), RegisterSet.Count)] + (ulong)reader.Signed(),
            0x12 => stack.TryPeek(out ulong top) ? top : null, // DW_OP_dup
            _ => null,
        };
        if (pushed is { } value)
        {
            stack.Push(value);
            return true;
        }

        if (!stack.TryPop(out ulong last))
        {
            return false;
        }

        switch (code)
        {
            case 0x06: // DW_OP_deref
                pushed = read(last);
                break;
            case 0x13: // DW_OP_drop
                return true;
            case 0x1F: // DW_OP_neg
                pushed = (ulong)-(long)last;
                break;
            case 0x20: // DW_OP_not
                pushed = ~last;
                break;
            case 0x23: // DW_OP_plus_uconst
                pushed = last + reader.Unsigned();
                break;
            default:
                pushed = stack.TryPop(out ulong before) ? Binary(code, before, last) : null;
                break;
        }

        if (pushed is not { } result)
        {
            return false;
        }

        stack.Push(result);
        return true;
    }

    private static ulong? Binary(byte code, ulong left, ulong right) => code switch
    {
        0x1A => left & right,
        0x1C => left - right,
        0x1E => left * right,
        0x21 => left | right,
        0x22 => left + right,
        0x24 => right < 64 ? left << (int)right : 0,
        0x25 => right < 64 ? left >> (int)right : 0,
        0x27 => left ^ right,
        0x29 => left == right ? 1u : 0u, // DW_OP_eq, ge, gt, le, lt, ne: signed
        0x2A => (long)left >= (long)right ? 1u : 0u,
        0x2B => (long)left > (long)right ? 1u : 0u,
        0x2C => (long)left <= (long)right ? 1u : 0u,
        0x2D => (long)left < (long)right ? 1u : 0u,
        0x2E => left != right ? 1u : 0u,
        _ => null,
    };
}
