using System.Buffers.Binary;
using FfiIsolation.Callbacks;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>A callback's record, read as delegates read it. A byte says of which callback.</summary>
internal sealed class CallbackDecoder : Decoder
{
    private static readonly CallbackPlan[] s_plans =
    [
        .. new[]
        {
            "int f(int a, double b, const char *c)", "void f(const unsigned char *p, unsigned long n, void *q) __attribute__((access(read_only, 1, 2)))", "void f(struct large l, struct pair p, __int128 w, long double e)",
            "struct mixed f(struct mixed m, _Bool b, enum color c, float d)", "void f(const int *a, int n, const char *t) __attribute__((access(read_only, 1, 2), access(read_only, 3)))",
            "long f(long a, long b, long c, long d, long e, long g, long h, short i, unsigned char j)", "struct large f(double _Complex z, const struct pair *p)",
        }.Select(text => Prototype.Parse(text, CallSamples.Types)).Select(parsed => new CallbackPlan(parsed.Name, parsed.Type, TextsOf(parsed))),
    ];

    public override string Name => "callback";

    public override string Runs => "CallbackRecord, CallbackPlan, CallbackArguments, CallbackValue";

    public override IReadOnlyList<byte[]> Samples { get; } = [.. Enumerable.Range(0, s_plans.Length).Select(Sample)];

    public override IReadOnlyList<byte[]> Words { get; } = [[16, 0, 0, 0], Text("text\0"), [0xFF, 0xFF, 0xFF, 0xFF]];

    public override bool Decode(byte[] input)
    {
        // What reaches a delegate has its arguments whole: WorkerCallbacks sees to that.
        CallbackPlan plan = s_plans[(input.Length > 0 ? input[0] : 0) % s_plans.Length];
        byte[] record = input.Length > 0 ? input[1..] : [];
        if (record.Length < CallbackLayout.Stack + (plan.StackWords * sizeof(ulong)))
        {
            return false;
        }

        var arguments = new CallbackArguments(plan, record, new Memory(record), default);
        for (int i = 0; i < arguments.Count; i++)
        {
            try
            {
                Read(arguments, plan, i);
            }
            catch (Exception e) when (e is IOException or InvalidOperationException or ArgumentNullException or InvalidCastException)
            {
                // What the delegate asks for is not in the worker's memory, or null: it is told so.
                Look(e.Message);
            }
        }

        return true;
    }

    private static void Read(CallbackArguments arguments, CallbackPlan plan, int i)
    {
        Look(arguments.NativeThreadId);
        switch (plan.Parameters[i].Type)
        {
            case RecordType:
                Look(arguments.As<NativeStruct>(i));
                break;
            case PointerType:
                Look(arguments.Pointer(i));
                Look(arguments.Bytes(i, 8).Length);
                Look(arguments.Read<int>(i, 1));
                Look(arguments.Text(i));
                arguments.Write(i, "changed"u8);
                break;
            case BooleanType:
                Look(arguments.As<bool>(i));
                break;
            case FloatingType { Kind: FloatingKind.LongDouble }:
                Look(arguments.As<LongDouble>(i));
                break;
            case FloatingType:
                Look(arguments.As<double>(i));
                break;
            case ComplexType:
                Look(arguments.As<System.Numerics.Complex>(i));
                break;
            case IntegerType { Size: 16 }:
                Look(arguments.As<Int128>(i));
                break;
            case IntegerType { IsSigned: false }:
                Look(arguments.As<ulong>(i));
                break;
            default:
                Look(arguments.As<long>(i));
                break;
        }
    }

    private static ulong TextsOf(Prototype prototype)
    {
        ulong texts = 0;
        for (int i = 0; i < prototype.Parameters.Length; i++)
        {
            texts |= prototype.Parameters[i].Type.ToString() == "const char *" ? 1UL << i : 0;
        }

        return texts;
    }

    private static byte[] Sample(int plan)
    {
        byte[] sample = new byte[1 + CallbackLayout.Data + 128];
        sample[0] = (byte)plan;
        Span<byte> record = sample.AsSpan(1);
        BinaryPrimitives.WriteInt32LittleEndian(record[CallbackLayout.StackWords..], 8);
        for (int register = 0; register < 6; register++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(record[(CallbackLayout.Integers + (8 * register))..], (ulong)register * 4);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(record[CallbackLayout.DataLengths..], 16);
        Text("some text").CopyTo(record[CallbackLayout.Data..]);
        return sample;
    }

    /// <summary>A worker's memory: some of its addresses are there.</summary>
    private sealed class Memory(byte[] bytes) : ICallbackMemory
    {
        public NativePointer PointerTo(ulong address) => new(address, 1, inSession: true);

        public void Read(NativePointer pointer, Memory<byte> destination)
        {
            if (pointer.Address % 4 != 0 || destination.Length > bytes.Length)
            {
                throw new IOException("not mapped");
            }

            bytes.AsMemory(0, destination.Length).CopyTo(destination);
        }

        public void Write(NativePointer pointer, ReadOnlyMemory<byte> source)
        {
            if (pointer.Address % 4 != 0)
            {
                throw new IOException("not mapped");
            }
        }

        public string? ReadText(NativePointer pointer) => pointer.Address % 4 == 0 ? "text" : throw new IOException("not mapped");
    }
}
