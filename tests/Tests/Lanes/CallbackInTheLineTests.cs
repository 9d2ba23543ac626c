// What the host takes of a callback from the line of the exchange, and what from its record.
using System.Buffers.Binary;
using FfiIsolation.Abi;
using FfiIsolation.Callbacks;
using FfiIsolation.Lanes;
using FfiIsolation.SharedMemory;
using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Lanes;

public sealed unsafe class CallbackInTheLineTests
{
    [Theory]
    [InlineData("int (*)(int a, long b, const void *c, char d)", true)]
    [InlineData("double (*)(double a, float b, int c)", true)]
    [InlineData("double (*)(double _Complex a)", true)]
    [InlineData("__int128 (*)(__int128 a, __int128 b)", true)]
    [InlineData("void (*)(void)", true)]
    [InlineData("int (*)(int a, int b, int c, int d, int e)", false)]
    [InlineData("double (*)(double a, double b, double c)", false)]
    [InlineData("void (*)(long double a)", false)]
    [InlineData("void (*)(int *out) __attribute__((ms_abi))", false)]
    public void A_callback_of_few_registers_needs_no_record(string type, bool isBrought)
    {
        var plan = new CallbackPlan("callback", (FunctionType)((PointerType)Prototype.Parse($"void f({type.Replace("(*)", "(*callback)", StringComparison.Ordinal)})").Parameters[0].Type).Pointee);
        Assert.Equal(isBrought, plan.Parts == CallbackParts.None);
    }

    [Theory]
    [InlineData(CallbackParts.None)]
    [InlineData(CallbackParts.All)]
    internal void The_number_that_was_looked_up_is_that_of_the_record(CallbackParts parts)
    {
        using HostSegment segment = HostSegment.Create(new byte[32]);
        using SegmentMapping mapping = SegmentMapping.Of(segment.Descriptor);
        byte* line = (byte*)mapping.Control(SegmentLayout.ControlExchange), record = mapping.Frame(1) + SegmentLayout.FrameCallback;
        *(int*)(line + SegmentLayout.ExchangeCallback) = 3;
        *(long*)(line + SegmentLayout.ExchangeIntegers) = 30;
        *(double*)(line + SegmentLayout.ExchangeVectors + sizeof(ulong)) = 1.5;
        *(int*)(record + CallbackLayout.Index) = 5;
        *(long*)(record + CallbackLayout.Integers) = 50;
        *(double*)(record + CallbackLayout.Vectors + 16) = 2.5;
        ReadOnlySpan<byte> copy = new LaneFrame(mapping, new LaneExchange(mapping), 1).CopyCallback(new Answerer(parts));
        Assert.Equal(3, CallbackRecord.IndexOf(copy));
        bool fromLine = parts == CallbackParts.None;
        Assert.Equal(fromLine ? 30 : 50, BinaryPrimitives.ReadInt64LittleEndian(copy[CallbackLayout.Integers..]));
        Assert.Equal(fromLine ? 1.5 : 2.5, BinaryPrimitives.ReadDoubleLittleEndian(copy[(CallbackLayout.Vectors + 16)..]));
    }

    private sealed class Answerer(CallbackParts parts) : ICallbackAnswerer
    {
        public CallbackParts PartsOf(int callback) => callback == 3 ? parts : throw new InvalidOperationException("Another was looked up.");

        public int Answer(int frame, ReadOnlySpan<byte> callback, Span<byte> answer) => throw new NotSupportedException();
    }
}
