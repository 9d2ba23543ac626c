using System.Buffers.Binary;
using FfiIsolation.Abi;

namespace FfiIsolation.Calls.Writers;

/// <summary>A complex number, of whatever parts; a real number is one whose imaginary part is 0.</summary>
internal sealed class ComplexWriter(Prototype prototype, Parameter parameter, ArgumentPlace place, ComplexType type) : ValueWriter(prototype, parameter, place)
{
    private readonly FloatingKind _kind = type.Part.Kind;
    private readonly int _partSize = type.Part.Size;

    protected override ReadOnlySpan<byte> ValueOf(scoped in NativeArgument argument, Span<byte> scratch)
    {
        string? why = WritePart(argument.Real, scratch) ?? WritePart(argument.Imaginary, scratch[_partSize..]);
        return why is null ? scratch[..(2 * _partSize)] : throw Mistake(argument, why.EndsWith("expected", StringComparison.Ordinal) ? "a complex number is expected" : why);
    }

    private string? WritePart(in NativeArgument part, Span<byte> destination)
    {
        string why = "";
        switch (_kind)
        {
            case FloatingKind.Float when NumberConversion.ToFloat(part, out why) is { } value:
                BinaryPrimitives.WriteSingleLittleEndian(destination, value);
                return null;
            case FloatingKind.Double when NumberConversion.ToDouble(part, out why) is { } value:
                BinaryPrimitives.WriteDoubleLittleEndian(destination, value);
                return null;
            case FloatingKind.Half when NumberConversion.ToHalf(part, out why) is { } value:
                BinaryPrimitives.WriteHalfLittleEndian(destination, value);
                return null;
            case FloatingKind.LongDouble when NumberConversion.ToLongDouble(part, out why) is { } value:
                LongDoubleWriter.Write(value, destination);
                return null;
            case FloatingKind.Float or FloatingKind.Double or FloatingKind.Half or FloatingKind.LongDouble:
                return why;
            default:
                throw new InvalidOperationException($"A complex number of {_kind} cannot be passed.");
        }
    }
}
