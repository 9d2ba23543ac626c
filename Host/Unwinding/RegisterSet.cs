namespace FfiIsolation.Unwinding;

/// <summary>The registers of one frame by their DWARF numbers, as far as they are known (System V x86-64 ABI, figure 3.36).</summary>
internal readonly struct RegisterSet
{
    public const int Rbx = 3;
    public const int Rbp = 6;
    public const int Rsp = 7;
    public const int Rip = 16;
    public const int Count = 17;

    /// <summary>Where each lies among the registers of a crash report.</summary>
    private static readonly int[] s_inReports = [0, 3, 2, 1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    private readonly ulong?[] _values = new ulong?[Count];

    public RegisterSet()
    {
    }

    public ulong? this[int register]
    {
        get => register is >= 0 and < Count ? _values[register] : null;
        init => _values[register] = value;
    }

    public ulong InstructionPointer => _values[Rip] ?? 0;

    public ulong StackPointer => _values[Rsp] ?? 0;

    /// <summary>From registers in the order of <see cref="Crashes.CrashRecord.RegisterNames"/>.</summary>
    public static RegisterSet FromReport(ReadOnlySpan<ulong> registers)
    {
        var set = new RegisterSet();
        for (int i = 0; i < Count; i++)
        {
            set._values[i] = registers[s_inReports[i]];
        }

        return set;
    }

    /// <summary>What is known of a thread that was not stopped: the kernel tells these two of one that waits.</summary>
    public static RegisterSet Of(ulong instructionPointer, ulong stackPointer) => new() { [Rip] = instructionPointer, [Rsp] = stackPointer };

    /// <summary>A caller's registers, of which so far none is known.</summary>
    public static RegisterSet From(ulong?[] values)
    {
        var set = new RegisterSet();
        values.AsSpan(0, Count).CopyTo(set._values);
        return set;
    }
}
