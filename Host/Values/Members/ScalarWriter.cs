using System.Buffers.Binary;
using System.Numerics;

namespace FfiIsolation.Members;

/// <summary>Writes one value of C from a .NET one. What does not fit is refused: nothing is cut, and nothing but a fraction is rounded.</summary>
internal static class ScalarWriter
{
    /// <summary>Writes the value.</summary>
    /// <returns>Why it was refused; empty if it was written.</returns>
    public static string Write(ValuePlace place, Span<byte> bytes, object? value)
    {
        switch (place.Type)
        {
            case BooleanType:
                return value is bool truth ? WriteInteger(place, bytes, truth ? 1 : 0)
                    : Numbers.TryInteger(value, out BigInteger bit) ? WriteInteger(place, bytes, bit) : "true or false is expected";
            case EnumType named when value is string name:
                return named.Find(name) is { } constant ? WriteInteger(place, bytes, ValueOf(named, constant)) : NoSuchConstant(named, name);
            case IntegerType or EnumType:
                return Numbers.TryInteger(value, out BigInteger integer) ? WriteInteger(place, bytes, integer)
                    : value is string ? "an integer is expected, not text"
                    : Numbers.IsFloating(value) ? "an integer is expected, and nothing is rounded here" : "an integer is expected";
            case FloatingType { Kind: FloatingKind.Quad } or ComplexType { Part.Kind: FloatingKind.Quad }:
                return "no .NET type holds a _Float128: it is written as text or as bytes";
            case FloatingType floating:
                return WriteFloating(floating.Kind, place.In(bytes), value);
            case ComplexType complex:
                return WriteComplex(complex, place.In(bytes), value);
            case PointerType:
                return WritePointer(place.In(bytes), value);
            default:
                return $"a value of type {place.Type} cannot be written";
        }
    }

    /// <summary>Writes an integer, an enum or a bool, if it is in range.</summary>
    public static string WriteInteger(ValuePlace place, Span<byte> bytes, BigInteger value)
    {
        (BigInteger least, BigInteger most) = place.Type is BooleanType ? (0, 1) : BitField.Range(place.Bits, place.Integer is { IsSigned: true });
        if (value < least || value > most)
        {
            return $"{value} is out of range: {least} to {most}";
        }

        BitField.Write(bytes, place.BitPosition, place.Bits, value);
        return "";
    }

    /// <summary>Writes a floating-point number. A fraction is rounded to the nearest, an integer has to fit exactly.</summary>
    public static string WriteFloating(FloatingKind kind, Span<byte> bytes, object? value)
    {
        if (kind == FloatingKind.Quad)
        {
            return WriteQuad(bytes, value);
        }

        if (Numbers.ToFloating(value, kind, out string problem) is not { } number)
        {
            return problem;
        }

        switch (number)
        {
            case Half half:
                BinaryPrimitives.WriteHalfLittleEndian(bytes, half);
                break;
            case float single:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, single);
                break;
            case double wide:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, wide);
                break;
            case LongDouble extended:
                bytes.Clear();
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, extended.Significand);
                BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], extended.SignAndExponent);
                break;
        }

        return "";
    }

    /// <summary>The value of a constant: one of an enum of unsigned 64-bit type is kept as signed.</summary>
    public static BigInteger ValueOf(EnumType named, EnumConstant constant) =>
        named.UnderlyingType is { IsSigned: false, Size: sizeof(ulong) } ? (ulong)constant.Value : constant.Value;

    private static string NoSuchConstant(EnumType named, string name)
    {
        IReadOnlyList<string> near = NearNames.Find(name, named.Constants.Select(constant => constant.Name));
        return $"'{name}' is no constant of {named}" + (near.Count == 0 ? "" : "; did you mean " + string.Join(", ", near.Select(known => $"'{known}'")) + "?");
    }

    private static string WriteQuad(Span<byte> bytes, object? value)
    {
        string problem = "no .NET type holds a _Float128: it is written as text or as bytes";
        UInt128? bits = value switch
        {
            UInt128 read => read,
            BigInteger whole => Initializers.QuadText.Compose(BigInteger.Abs(whole), 0, whole.Sign < 0, out problem),
            double zero when zero == 0 => UInt128.Zero,
            LongDouble { IsInfinity: true } infinity => (UInt128)(infinity.IsNegative ? 0xFFFFu : 0x7FFF) << 112,
            Initializers.NotANumber { Fraction: null } nan => ((UInt128)(nan.IsNegative ? 0xFFFFu : 0x7FFF) << 112) | ((UInt128)1 << 111),
            _ => null,
        };
        if (bits is null)
        {
            return problem;
        }

        BinaryPrimitives.WriteUInt128LittleEndian(bytes, bits.Value);
        return "";
    }

    private static string WriteComplex(ComplexType complex, Span<byte> bytes, object? value)
    {
        (object? real, object? imaginary) = value switch
        {
            Complex number => (number.Real, number.Imaginary),
            LongDoubleComplex number => (number.Real, number.Imaginary),
            _ => (value, (object)0.0),
        };
        string problem = WriteFloating(complex.Part.Kind, bytes, real);
        return problem.Length > 0 ? problem : WriteFloating(complex.Part.Kind, bytes[complex.Part.Size..], imaginary);
    }

    private static string WritePointer(Span<byte> bytes, object? value)
    {
        switch (value)
        {
            case null or NativePointer:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, value is NativePointer pointer ? pointer.Address : 0);
                return "";
            case string or Array:
                return $"a {nameof(NativePointer)} is expected: memory that a value points at is allocated in a session";
            default:
                return $"a {nameof(NativePointer)} or null is expected";
        }
    }
}
