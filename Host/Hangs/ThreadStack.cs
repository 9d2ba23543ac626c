// The frames of a thread by name, from what was copied of it. Reads the libraries' files.
using System.Buffers.Binary;
using FfiIsolation.Crashes;
using FfiIsolation.Unwinding;

namespace FfiIsolation.Hangs;

internal static class ThreadStack
{
    private const ulong ExactBit = 1UL << 63;

    public static SymbolizedStack Of(ThreadFacts thread, HangScene scene, MemoryMap map)
    {
        if (thread.StackPointer is not { } pointer)
        {
            return SymbolizedStack.Empty;
        }

        RegisterSet registers = thread.Registers is { } all ? RegisterSet.FromReport(all) : RegisterSet.Of(thread.Waiting!.Value.Instruction, pointer);
        using var walker = new StackWalker(map, scene.Files.Table, address => Word(thread.Stack.Span, address - pointer));
        var record = new CrashRecord
        {
            State = CrashRecordState.Unwound,
            Kind = CrashRecordKind.Signal,
            Registers = thread.Registers ?? Waiting(thread),
            Frames = [.. walker.Walk(registers, CrashRecord.MaxFrames).Select(frame => frame.IsExact ? frame.Address | ExactBit : frame.Address)],
            Stack = thread.Stack,
            Map = map,
        };
        return new Symbolizer(record, scene.WorkerPath, scene.Files.Symbols, scene.CallTarget, scene.Call?.Function ?? "").Symbolize();
    }

    private static ulong? Word(ReadOnlySpan<byte> stack, ulong offset) =>
        stack.Length >= sizeof(ulong) && offset <= (ulong)(stack.Length - sizeof(ulong)) ? BinaryPrimitives.ReadUInt64LittleEndian(stack[(int)offset..]) : null;

    private static ulong[] Waiting(ThreadFacts thread)
    {
        var registers = new ulong[CrashRecord.RegisterCount];
        (registers[16], registers[7]) = thread.Waiting!.Value;
        return registers;
    }
}
