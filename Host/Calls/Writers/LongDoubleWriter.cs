using System.Buffers.Binary;
using FfiIsolation.Abi;

namespace FfiIsolation.Calls.Writers;

/// <summary>A long double: 80 bits in 16 bytes.</summary>
internal sealed class LongDoubleWriter(Prototype prototype, Parameter parameter, ArgumentPlace place) : ValueWriter(prototype, parameter, place)
{
    private readonly int _size = parameter.Type.Size;

    /// <summary>Writes 16 bytes, the unused 6 as zero.</summary>
    public static void Write(LongDouble value, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, value.Significand);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[sizeof(ulong)..], value.SignAndExponent);
    }

    protected override ReadOnlySpan<byte> ValueOf(scoped in NativeArgument argument, Span<byte> scratch)
    {
        Write(NumberConversion.ToLongDouble(argument, out string why) ?? throw Mistake(argument, why), scratch);
        return scratch[.._size];
    }
}
