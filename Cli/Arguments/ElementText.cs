using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace FfiIsolation.Cli.Arguments;

/// <summary>The values a typed pointer points at, as C writes them: one (<c>100</c>), or several in braces (<c>{1, 2, 3}</c>).</summary>
internal static class ElementText
{
    /// <summary>Reads the values into their bytes in memory; where it cannot, <paramref name="problem"/> says why.</summary>
    public static bool TryRead(CType type, string text, Declarations? declarations, out byte[] bytes, out string problem)
    {
        if (type is FloatingType { Kind: not (FloatingKind.Float or FloatingKind.Double) } || (Pointee.IsInitialised(type) && type is not FloatingType))
        {
            return InitialValue.TryReadElements(type, text, declarations, out bytes, out problem);
        }

        bool braces = text.StartsWith('{');
        if (braces && !text.EndsWith('}'))
        {
            bytes = Array.Empty<byte>();
            problem = "the closing } is missing";
            return false;
        }

        string[] words = braces ? text[1..^1].Split(',', StringSplitOptions.TrimEntries) : new[] { text };
        words = words is [""] && braces ? Array.Empty<string>() : words;
        bytes = new byte[words.Length * type.Size];
        problem = "";
        for (int index = 0; index < words.Length && problem.Length == 0; index++)
        {
            problem = Write(type, words[index], bytes.AsSpan(index * type.Size, type.Size));
            problem = problem.Length > 0 && braces ? $"value {index + 1}, '{words[index]}': {problem}" : problem;
        }

        return problem.Length == 0;
    }

    /// <summary>The values that whole elements hold: numbers, booleans, pointers.</summary>
    public static object[] Values(CType type, ReadOnlySpan<byte> bytes)
    {
        object[] values = new object[bytes.Length / type.Size];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = Value(type, bytes.Slice(index * type.Size, type.Size));
        }

        return values;
    }

    private static string Write(CType type, string word, Span<byte> place)
    {
        string problem;
        switch (type)
        {
            case BooleanType:
                place[0] = word is "true" or "1" ? (byte)1 : (byte)0;
                return word is "true" or "false" or "1" or "0" ? "" : "write true or false";
            case IntegerType integer:
                if (ScalarText.TryReadInteger(integer, word, out BigInteger value, out problem))
                {
                    place.Fill(value.Sign < 0 ? (byte)0xff : (byte)0);
                    value.TryWriteBytes(place, out _, isUnsigned: !integer.IsSigned, isBigEndian: false);
                }

                return problem;
            case FloatingType { Kind: FloatingKind.Float }:
                FloatingText.TryReadSingle(word, out float single, out problem);
                BinaryPrimitives.WriteSingleLittleEndian(place, single);
                return problem;
            case FloatingType:
                FloatingText.TryReadDouble(word, out double number, out problem);
                BinaryPrimitives.WriteDoubleLittleEndian(place, number);
                return problem;
            default:
                return WriteAddress(word, place);
        }
    }

    private static string WriteAddress(string word, Span<byte> place)
    {
        ulong address = 0;
        bool good = word == "null" || (word.StartsWith("addr:0x", StringComparison.Ordinal) &&
            ulong.TryParse(word.AsSpan(7), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address));
        BinaryPrimitives.WriteUInt64LittleEndian(place, address);
        return good ? "" : "write null or addr:0x...";
    }

    private static object Value(CType type, ReadOnlySpan<byte> bytes) => type switch
    {
        // A bool of C may hold nothing but 0 and 1; what else native code left is shown as it is.
        BooleanType => bytes[0] > 1 ? new BigInteger(bytes[0]) : bytes[0] == 1,
        IntegerType integer => new BigInteger(bytes, isUnsigned: !integer.IsSigned),
        FloatingType { Kind: FloatingKind.Float } => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        FloatingType { Kind: FloatingKind.Double } => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        RecordType or ArrayType or EnumType or ComplexType or FloatingType => InitialValue.Read(type, bytes),
        _ => NativePointer.FromAddress(BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
    };
}
