// The instructions of .eh_frame (DWARF 5, 6.4.2; Linux Standard Base, 10.6): they build, from the start of a function on, a table with a row for each
// instruction where something changes. Only the row of one instruction is wanted.
namespace FfiIsolation.Unwinding;

internal static class FrameProgram
{
    private const int MaxRemembered = 64;

    /// <param name="common">What the function shares with others.</param>
    /// <param name="instructions">The function's own part.</param>
    /// <param name="start">Its first instruction.</param>
    /// <param name="address">The instruction whose row is wanted.</param>
    /// <returns>null where the program is not understood.</returns>
    public static UnwindRow? Run(CommonEntry common, ReadOnlyMemory<byte> instructions, ulong start, ulong address)
    {
        var row = new UnwindRow { IsSignalFrame = common.IsSignalFrame };
        if (!Run(common, common.Instructions, start, ulong.MaxValue, ref row, initial: null))
        {
            return null;
        }

        UnwindRow initial = row.Copy();
        return Run(common, instructions, start, address, ref row, initial) ? row : null;
    }

    private static bool Run(CommonEntry common, ReadOnlyMemory<byte> instructions, ulong location, ulong address, ref UnwindRow row, UnwindRow? initial)
    {
        var reader = new DwarfReader(instructions.Span);
        var remembered = new Stack<UnwindRow>();
        while (!reader.IsAtEnd && reader.IsSound && location <= address)
        {
            byte code = reader.Byte();
            int low = code & 0x3F;
            switch (code & 0xC0)
            {
                case 0x40: // DW_CFA_advance_loc
                    location += (ulong)low * common.CodeAlignment;
                    continue;
                case 0x80: // DW_CFA_offset
                    Set(row, (ulong)low, new(UnwindRuleKind.SavedAtOffset, (long)reader.Unsigned() * common.DataAlignment));
                    continue;
                case 0xC0: // DW_CFA_restore
                    Restore(row, (ulong)low, initial);
                    continue;
            }

            switch (code)
            {
                case 0x00: // DW_CFA_nop
                    break;
                case 0x02: // DW_CFA_advance_loc1
                    location += reader.Byte() * common.CodeAlignment;
                    break;
                case 0x03:
                    location += reader.UInt16() * common.CodeAlignment;
                    break;
                case 0x04:
                    location += reader.UInt32() * common.CodeAlignment;
                    break;
                case 0x05: // DW_CFA_offset_extended
                    Set(row, reader.Unsigned(), new(UnwindRuleKind.SavedAtOffset, (long)reader.Unsigned() * common.DataAlignment));
                    break;
                case 0x06: // DW_CFA_restore_extended
                    Restore(row, reader.Unsigned(), initial);
                    break;
                case 0x07: // DW_CFA_undefined
                    Set(row, reader.Unsigned(), new(UnwindRuleKind.Undefined));
                    break;
                case 0x08: // DW_CFA_same_value
                    Set(row, reader.Unsigned(), new(UnwindRuleKind.Same));
                    break;
                case 0x09: // DW_CFA_register
                    Set(row, reader.Unsigned(), new(UnwindRuleKind.InRegister, (long)reader.Unsigned()));
                    break;
                case 0x0A: // DW_CFA_remember_state
                    if (remembered.Count == MaxRemembered)
                    {
                        return false;
                    }

                    remembered.Push(row.Copy());
                    break;
                case 0x0B: // DW_CFA_restore_state
                    if (!remembered.TryPop(out UnwindRow? before))
                    {
                        return false;
                    }

                    row = before;
                    break;
                case 0x0C: // DW_CFA_def_cfa
                    SetFrame(row, reader.Unsigned(), (long)reader.Unsigned());
                    break;
                case 0x0D: // DW_CFA_def_cfa_register
                    SetFrame(row, reader.Unsigned(), row.FrameOffset);
                    break;
                case 0x0E: // DW_CFA_def_cfa_offset
                    row.FrameOffset = (long)reader.Unsigned();
                    break;
                case 0x0F: // DW_CFA_def_cfa_expression
                    row.FrameExpression = Expression(ref reader, instructions);
                    break;
                case 0x10: // DW_CFA_expression
                    Set(row, reader.Unsigned(), new(UnwindRuleKind.SavedAtExpression, 0, Expression(ref reader, instructions)));
                    break;
                case 0x11: // DW_CFA_offset_extended_sf
                    Set(row, reader.Unsigned(), new(UnwindRuleKind.SavedAtOffset, reader.Signed() * common.DataAlignment));
                    break;
                case 0x12: // DW_CFA_def_cfa_sf
                    SetFrame(row, reader.Unsigned(), reader.Signed() * common.DataAlignment);
                    break;
                case 0x13: // DW_CFA_def_cfa_offset_sf
                    row.FrameOffset = reader.Signed() * common.DataAlignment;
                    break;
                case 0x14: // DW_CFA_val_offset
                    Set(row, reader.Unsigned(), new(UnwindRuleKind.Offset, (long)reader.Unsigned() * common.DataAlignment));
                    break;
                case 0x15: // DW_CFA_val_offset_sf
                    Set(row, reader.Unsigned(), new(UnwindRuleKind.Offset, reader.Signed() * common.DataAlignment));
                    break;
                case 0x16: // DW_CFA_val_expression
                    Set(row, reader.Unsigned(), new(UnwindRuleKind.Expression, 0, Expression(ref reader, instructions)));
                    break;
                case 0x2E: // DW_CFA_GNU_args_size
                    reader.Unsigned();
                    break;
                default:
                    return false;
            }
        }

        return reader.IsSound;
    }

    private static ReadOnlyMemory<byte> Expression(ref DwarfReader reader, ReadOnlyMemory<byte> instructions)
    {
        ulong length = reader.Unsigned();
        int start = reader.Position;
        return instructions.Slice(Math.Min(start, instructions.Length), reader.Block(length).Length);
    }

    private static void SetFrame(UnwindRow row, ulong register, long offset)
    {
        row.FrameRegister = (int)Math.Min(register, RegisterSet.Count);
        row.FrameOffset = offset;
        row.FrameExpression = default;
    }

    /// <summary>Of registers that no caller's frame is found by (vectors, flags) nothing is kept.</summary>
    private static void Set(UnwindRow row, ulong register, UnwindRule rule)
    {
        if (register < RegisterSet.Count)
        {
            row.Rules[register] = rule;
        }
    }

    private static void Restore(UnwindRow row, ulong register, UnwindRow? initial)
    {
        if (register < RegisterSet.Count)
        {
            row.Rules[register] = initial?.Rules[register] ?? default;
        }
    }
}
