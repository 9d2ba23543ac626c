using System.Buffers.Binary;

using FfiIsolation.Heaps;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Crashes;

/// <summary>What the crash guard wrote (struct ffi_crash), decoded and clamped. Hearsay like the flight recorder.</summary>
internal sealed record CrashRecord
{
    public const int RegisterCount = 18, MaxFrames = 128;
    private const int Rsp = 7, Rip = 16;

    /// <summary>In the order of <see cref="Registers"/>.</summary>
    public static IReadOnlyList<string> RegisterNames { get; } =
        ["rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rip", "eflags"];

    public CrashRecordState State { get; init; }
    public CrashRecordKind Kind { get; init; }
    public int Signal { get; init; }
    public int Code { get; init; }
    public ulong Address { get; init; }
    public int SenderPid { get; init; }
    public int Thread { get; init; }
    public ulong ErrorCode { get; init; }
    public ulong TrapNumber { get; init; }
    public int ExitCode { get; init; }
    public int NestedSignal { get; init; }
    public ulong Sequence { get; init; }
    public RecorderStage Stage { get; init; }

    /// <summary>0 for a call, 1 for one within a callback of it, and so on.</summary>
    public int Depth { get; init; }

    public ulong TimeNs { get; init; }
    public IReadOnlyList<ulong> Registers { get; init; } = [];
    public ulong StackLow { get; init; }
    public ulong StackHigh { get; init; }
    public string ThreadName { get; init; } = "";

    /// <summary>By unwind tables; bit 63 marks an exact address.</summary>
    public IReadOnlyList<ulong> Frames { get; init; } = [];

    /// <summary>By frame pointers.</summary>
    public IReadOnlyList<ulong> Chain { get; init; } = [];

    public string AbortMessage { get; init; } = "";

    /// <summary>What the worker's guarded heap said; null for nothing.</summary>
    public HeapFinding? Heap { get; init; }

    /// <summary>The stack from rsp upwards.</summary>
    public ReadOnlyMemory<byte> Stack { get; init; }

    public MemoryMap Map { get; init; } = MemoryMap.Empty;

    public ulong InstructionPointer => Registers.Count > Rip ? Registers[Rip] : 0;

    public ulong StackPointer => Registers.Count > Rsp ? Registers[Rsp] : 0;

    /// <summary>A word of the copied stack, null outside of it.</summary>
    public ulong? ReadStack(ulong address)
    {
        var offset = address - StackPointer;
        return Stack.Length >= 8 && offset <= (ulong)(Stack.Length - 8)
            ? BinaryPrimitives.ReadUInt64LittleEndian(Stack.Span[(int)offset..])
            : null;
    }
}
