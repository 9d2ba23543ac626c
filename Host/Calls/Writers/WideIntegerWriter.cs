using System.Buffers.Binary;
using FfiIsolation.Abi;

namespace FfiIsolation.Calls.Writers;

/// <summary>An integer of 128 bits.</summary>
internal sealed class WideIntegerWriter(Prototype prototype, Parameter parameter, ArgumentPlace place, IntegerType type) : ValueWriter(prototype, parameter, place)
{
    private readonly bool _isSigned = type.IsSigned;

    protected override ReadOnlySpan<byte> ValueOf(scoped in NativeArgument argument, Span<byte> scratch)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(scratch, NumberConversion.ToWide(argument, _isSigned, out string why) ?? throw Mistake(argument, why));
        return scratch[..16];
    }
}
