// Builds the segment that a crash guard would have left, and the facts around it.
using System.Buffers.Binary;
using System.Text;
using FfiIsolation.Crashes;
using FfiIsolation.Heaps;
using FfiIsolation.Libraries;

using FfiIsolation.SharedMemory;

namespace FfiIsolation.Tests.Crashes;

internal sealed class DeathBuilder
{
    public const int Pid = 4711, CallThread = 4711, OtherThread = 4720;
    public const ulong Lib = 0x7f0000100000, Libc = 0x7f0000400000, Worker = 0x555500000000, Heap = 0x555500200000, Block = 0x7f0000a00ff0,
        StackLow = 0x7ffc00000000, StackHigh = 0x7ffc00800000, StackPointer = 0x7ffc007ff000;

    /// <summary>Within nothing else that is mapped.</summary>
    public const ulong Freed = 0x7f8000000ff0;

    public const string Maps = """
        555500000000-555500100000 r-xp 00000000 fe:00 1 /opt/app/worker/ffi-worker
        555500200000-555500300000 rw-p 00000000 00:00 0 [heap]
        7f0000100000-7f0000110000 r--p 00000000 fe:00 2 /usr/lib/libdemo.so
        7f0000110000-7f0000120000 r-xp 00010000 fe:00 2 /usr/lib/libdemo.so
        7f0000120000-7f0000130000 rw-p 00020000 fe:00 2 /usr/lib/libdemo.so
        7f0000400000-7f0000600000 r-xp 00000000 fe:00 3 /usr/lib/libc.so.6
        7f0000a00000-7f0000a01000 rw-s 00040000 00:01 4 /memfd:ffi (deleted)
        7f0000a01000-7f0000a02000 ---p 00000000 00:00 0
        7ffc00000000-7ffc00800000 rw-p 00000000 00:00 0 [stack]
        7ffc00900000-7ffc00902000 r-xp 00000000 00:00 0 [vdso]

        """;

    private static readonly Declarations s_types = Declarations.Parse("struct point { int x, y; }; struct wide { long a, b, c; }; enum color { RED, GREEN, BLUE }; enum sign { MINUS = -5, PLUS = 5 };");

    private readonly byte[] _segment = new byte[0x18000];

    public DeathBuilder()
    {
        Recorder(sequence: 7, RecorderStage.Native);
        Facts = new DeathFacts
        {
            ProcessId = Pid,
            Generation = 3,
            Time = new DateTimeOffset(2026, 7, 30, 12, 0, 0, 250, TimeSpan.Zero),
            Uptime = TimeSpan.FromMilliseconds(1234.5),
            CallCount = 17,
            WorkerPath = "/opt/app/worker/ffi-worker",
            Call = CallOf("demo", "int demo(void)"),
            CallSequence = 7,
            LastCalls = ["open_it", "use_it"],
            WaitStatus = null,
            Segment = _segment,
            Symbols = FakeSymbols,
        };
    }

    public DeathFacts Facts { get; private set; }

    public CrashReport Report => new(Facts);

    public CrashEvidence Evidence => CrashEvidence.From(Facts);

    public static CrashedCall CallOf(string function, string prototype, params CrashedArgument[] arguments) =>
        new() { Function = function, Prototype = prototype, Declared = Prototype.Parse(prototype, s_types), LibraryPath = "/usr/lib/libdemo.so", Arguments = arguments };

    public static CrashedArgument Pointer(string name, ulong value, string type = "const char *") =>
        new() { Name = name, TypeText = type, Text = value == 0 ? "NULL" : Hex.Short(value), Address = value };

    public static CrashedArgument BlockOf(string name, long length, ArgumentDirection direction = ArgumentDirection.Out, ulong address = Block) =>
        new() { Name = name, TypeText = "char *", Text = $"buffer of {length} bytes", Address = address, Length = length, Direction = direction };

    public static CrashedArgument Number(string name, string text) => new() { Name = name, TypeText = "int", Text = text };

    public DeathBuilder With(Func<DeathFacts, DeathFacts> change)
    {
        Facts = change(Facts);
        return this;
    }

    public DeathBuilder Calling(CrashedCall? call) => With(f => f with { Call = call });

    public DeathBuilder Status(int raw) => With(f => f with { WaitStatus = raw });

    public DeathBuilder Recorder(ulong sequence, RecorderStage stage)
    {
        U32(0x1004, CallThread);
        U64(0x1020, sequence);
        U32(0x1028, (uint)stage);
        return this;
    }

    /// <summary>A memory fault on the call's thread.</summary>
    public DeathBuilder Fault(ulong address, ulong errorCode = 4, int code = 1, ulong trap = 14, int signal = 11)
    {
        Signal(signal, code);
        U64(0x2000 + 16, address);
        U64(0x2000 + 32, errorCode);
        U64(0x2000 + 40, trap);
        return this;
    }

    public DeathBuilder Signal(int signal, int code, int sender = 0)
    {
        Guard(CrashRecordKind.Signal);
        U32(0x2000 + 8, (uint)signal);
        U32(0x2000 + 12, (uint)code);
        U32(0x2000 + 24, (uint)sender);
        return this;
    }

    public DeathBuilder Exit(CrashRecordKind kind, int exitCode)
    {
        Guard(kind);
        U32(0x2000 + 48, (uint)exitCode);
        return this;
    }

    public DeathBuilder OnThread(int thread, string name = "")
    {
        U32(0x2000 + 28, (uint)thread);
        _segment.AsSpan(0x2000 + 256, 16).Clear();
        return Text(0x2000 + 256, name);
    }

    public DeathBuilder OfCall(ulong sequence, RecorderStage stage)
    {
        U64(0x2000 + 56, sequence);
        U32(0x2000 + 64, (uint)stage);
        return this;
    }

    public DeathBuilder Register(string name, ulong value)
    {
        U64(0x2000 + 80 + 8 * CrashRecord.RegisterNames.ToList().IndexOf(name), value);
        return this;
    }

    public DeathBuilder Abort(string message)
    {
        Signal(6, -6, Pid);
        U32(0x2000 + 244, (uint)message.Length);
        return Text(0x2000 + 2320, message);
    }

    /// <summary>What a guarded heap says: of a block of 16 bytes at <see cref="Freed"/>.</summary>
    public DeathBuilder OfHeap(HeapFindingKind kind, ulong address)
    {
        U32(0x3000, (uint)kind);
        U32(0x3000 + 4, (uint)HeapFunction.Free);
        U64(0x3000 + 8, address);
        U64(0x3000 + 16, Freed);
        U64(0x3000 + 24, 16);
        U32(0x3000 + 48 + 24, (uint)HeapFunction.Malloc);
        U32(0x3000 + 144 + 24, (uint)HeapFunction.Free);
        return With(f => f with { HeapCalls = new HeapCalls(0) });
    }

    /// <summary>The call had left a buffer before.</summary>
    public DeathBuilder Overrun(ulong address)
    {
        U64(0x1000 + 16, address);
        return this;
    }

    /// <summary>The worker's own code was at work, for a callback that was about to begin.</summary>
    public DeathBuilder BeforeCallback() => OfCall(7, RecorderStage.Callback).Register("rip", Worker + 0x1010).Frames(Exact(Worker + 0x1010), Lib + 0x10205);

    public DeathBuilder Nested(int signal)
    {
        U32(0x2000 + 52, (uint)signal);
        return State(CrashRecordState.Stack);
    }

    public DeathBuilder State(CrashRecordState state)
    {
        U32(0x2000, (uint)state);
        return this;
    }

    public DeathBuilder Frames(params ulong[] frames)
    {
        U32(0x2000 + 68, (uint)frames.Length);
        for (var i = 0; i < frames.Length; i++)
            U64(0x2000 + 272 + 8 * i, frames[i]);
        return this;
    }

    public DeathBuilder Chain(params ulong[] frames)
    {
        U32(0x2000 + 240, (uint)frames.Length);
        for (var i = 0; i < frames.Length; i++)
            U64(0x2000 + 1296 + 8 * i, frames[i]);
        return this;
    }

    public DeathBuilder StackWord(int index, ulong value)
    {
        U32(0x2000 + 248, 0x1000);
        U64(0x4000 + 8 * index, value);
        return this;
    }

    public DeathBuilder Bounds(ulong low, ulong high)
    {
        U64(0x2000 + 224, low);
        U64(0x2000 + 232, high);
        return this;
    }

    public DeathBuilder MapText(string maps)
    {
        U32(0x2000 + 252, (uint)maps.Length);
        return Text(0x8000, maps);
    }

    public static ulong Exact(ulong address) => address | 1UL << 63;

    public byte[] Bytes => _segment;

    private void Guard(CrashRecordKind kind)
    {
        State(CrashRecordState.Unwound);
        U32(0x2000 + 4, (uint)kind);
        OnThread(CallThread, "ffi-worker");
        OfCall(7, RecorderStage.Native);
        Bounds(StackLow, StackHigh);
        Register("rsp", StackPointer);
        Register("rip", Lib + 0x10120);
        Frames(Exact(Lib + 0x10120), Lib + 0x10205, Worker + 0x1010, Worker + 0x2010);
        MapText(Maps.ReplaceLineEndings("\n"));
    }

    private DeathBuilder Text(int offset, string text)
    {
        Encoding.UTF8.GetBytes(text).CopyTo(_segment, offset);
        return this;
    }

    private void U32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_segment.AsSpan(offset), value);

    private void U64(int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(_segment.AsSpan(offset), value);

    public static ElfFile? FakeSymbols(string path) => path switch
    {
        "/usr/lib/libdemo.so" => File(path,
            new("inner", 0x10100, 0x80, true), new("demo", 0x10200, 0x80, true), new("_ZN3geo4areaEdd", 0x10300, 0x80, true), new("recurse", 0x10400, 0x80, false)),
        "/usr/lib/libc.so.6" => File(path,
            new("strlen", 0x1000, 0x100, true), new("abort", 0x2000, 0x100, true), new("start_thread", 0x3000, 0x100, false),
            new("clone3", 0x4000, 0x100, false), new("exit", 0x5000, 0x100, true), new("__libc_start_main", 0x6000, 0x100, true)),
        "/opt/app/worker/ffi-worker" => File(path,
            new("ffi_gate", 0x1000, 0x100, false), new("Worker_Main", 0x2000, 0x100, false), new("ffi_thread_start", 0x3000, 0x100, false),
            new("_exit", 0x4000, 0x100, true), new("ffi_on_exit", 0x5000, 0x100, false)),
        _ => null,
    };

    private static ElfFile File(string path, params ElfSymbol[] functions) =>
        new(path, functions) { Segments = [new ElfSegment(0, 0x200000, 0, 0x200000, true)] };
}
