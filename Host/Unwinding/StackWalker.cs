// From the registers of a thread and a copy of its stack to the addresses of its frames: by the unwind tables of the files where there are any, else by frame
// pointers. Nothing of the thread is needed any more, so this is work for whoever reads a report, and not for whoever waits for an exception.
using FfiIsolation.Crashes;
using FfiIsolation.Libraries;

namespace FfiIsolation.Unwinding;

internal sealed class StackWalker(MemoryMap map, Func<string, UnwindTable?> open, Func<ulong, ulong?> read) : IDisposable
{
    private readonly Dictionary<string, UnwindTable?> _tables = new(StringComparer.Ordinal);

    /// <summary>The frames, innermost first. An exact address was interrupted there; another is where execution would have returned to.</summary>
    public IReadOnlyList<(ulong Address, bool IsExact)> Walk(RegisterSet registers, int limit)
    {
        var frames = new List<(ulong, bool)>();
        bool isExact = true;
        while (frames.Count < limit && registers.InstructionPointer != 0)
        {
            frames.Add((registers.InstructionPointer, isExact));
            if (Step(registers, isExact, frames.Count == 1) is not var (caller, isInterrupted))
            {
                break;
            }

            (registers, isExact) = (caller, isInterrupted);
        }

        return frames;
    }

    public void Dispose()
    {
        foreach (UnwindTable? table in _tables.Values)
        {
            table?.Dispose();
        }
    }

    private (RegisterSet Caller, bool IsInterrupted)? Step(in RegisterSet registers, bool isExact, bool isInnermost)
    {
        if (FindRow(registers.InstructionPointer, isExact) is { } row)
        {
            // A row that needs a register which nobody knows is of no use, and there is no frame pointer either.
            return Apply(row, registers) is { } caller && (caller.StackPointer > registers.StackPointer || row.IsSignalFrame) ? (caller, row.IsSignalFrame) : null;
        }

        return (ByFramePointer(registers) ?? (isInnermost ? ByReturnAddress(registers) : null)) is { } found ? (found, false) : null;
    }

    private UnwindRow? FindRow(ulong address, bool isExact)
    {
        if (map.Find(address) is not { } mapping || !(mapping.IsFile || mapping.Path == KernelLibrary.Path))
        {
            return null;
        }

        if (!_tables.TryGetValue(mapping.Path, out UnwindTable? table))
        {
            table = open(mapping.Path);
            _tables.Add(mapping.Path, table);
        }

        try
        {
            // A return address belongs to the call before it, which may be the last instruction of its function.
            return table?.Find(table.ToLinkAddress(address - mapping.Start + mapping.Offset) - (isExact ? 0u : 1u));
        }
        catch (Exception e) when (ElfStream.IsUnreadable(e))
        {
            return null; // the file went away, or became shorter
        }
    }

    private RegisterSet? Apply(UnwindRow row, RegisterSet registers)
    {
        ulong? address = row.FrameExpression.IsEmpty
            ? registers[row.FrameRegister] + (ulong)row.FrameOffset
            : DwarfExpression.Evaluate(row.FrameExpression, registers, read, null);
        if (address is not { } frame || row.Rules[RegisterSet.Rip].Kind is UnwindRuleKind.Undefined or UnwindRuleKind.Unspecified)
        {
            return null;
        }

        ulong?[] caller = new ulong?[RegisterSet.Count];
        for (int i = 0; i < caller.Length; i++)
        {
            UnwindRule rule = row.Rules[i];
            caller[i] = rule.Kind switch
            {
                UnwindRuleKind.Unspecified => i == RegisterSet.Rsp ? frame : IsPreserved(i) ? registers[i] : null,
                UnwindRuleKind.Same => registers[i],
                UnwindRuleKind.SavedAtOffset => read(frame + (ulong)rule.Value),
                UnwindRuleKind.Offset => frame + (ulong)rule.Value,
                UnwindRuleKind.InRegister => registers[(int)Math.Min((ulong)rule.Value, RegisterSet.Count)],
                UnwindRuleKind.SavedAtExpression => DwarfExpression.Evaluate(rule.Expression, registers, read, frame) is { } at ? read(at) : null,
                UnwindRuleKind.Expression => DwarfExpression.Evaluate(rule.Expression, registers, read, frame),
                _ => null,
            };
        }

        return caller[RegisterSet.Rip] is not null ? RegisterSet.From(caller) : null;
    }

    /// <summary>Where a function has pushed rbp and set it to its frame, as code without tables mostly does.</summary>
    private RegisterSet? ByFramePointer(in RegisterSet registers) =>
        registers[RegisterSet.Rbp] is { } frame && frame >= registers.StackPointer && frame % 8 == 0
            && read(frame) is { } outer && read(frame + 8) is { } address && IsCode(address)
            ? new RegisterSet { [RegisterSet.Rbp] = outer, [RegisterSet.Rsp] = frame + 16, [RegisterSet.Rip] = address }
            : null;

    /// <summary>Where a function has pushed nothing yet, or was jumped to where nothing is, its return address lies on top.</summary>
    private RegisterSet? ByReturnAddress(in RegisterSet registers) =>
        read(registers.StackPointer) is { } address && IsCode(address)
            ? new RegisterSet { [RegisterSet.Rbp] = registers[RegisterSet.Rbp], [RegisterSet.Rsp] = registers.StackPointer + 8, [RegisterSet.Rip] = address }
            : null;

    private bool IsCode(ulong address) => map.Find(address) is { Executable: true };

    private static bool IsPreserved(int register) => register is RegisterSet.Rbx or RegisterSet.Rbp or >= 12 and <= 15;
}
