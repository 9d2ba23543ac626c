using System.Numerics;

namespace FfiIsolation.Cli.Arguments;

/// <summary>Reads one value of a type that is passed by value.</summary>
internal static class ScalarText
{
    /// <summary>Reads the whole word as one value of the type; where it cannot, <paramref name="problem"/> says why.</summary>
    public static bool TryRead(CType type, string word, Declarations? declarations, out NativeArgument argument, out string problem)
    {
        argument = default;
        problem = "";
        switch (type)
        {
            case BooleanType:
                argument = word is "true" or "1";
                problem = word is "true" or "false" or "1" or "0" ? "" : "write true or false";
                break;
            case IntegerType integer:
                if (TryReadInteger(integer, word, out BigInteger value, out problem))
                {
                    argument = (integer.Size > sizeof(long), integer.IsSigned) switch
                    {
                        (false, true) => (long)value,
                        (false, false) => (ulong)value,
                        (true, true) => (Int128)value,
                        (true, false) => (UInt128)value,
                    };
                }

                break;
            case EnumType named when named.Find(word) is not null:
                argument = word;
                break;
            case FloatingType { Kind: FloatingKind.Half }:
            case RecordType or EnumType or ComplexType:
                InitialValue.TryRead(type, word, declarations, out argument, out problem);
                break;
            case FloatingType floating:
                argument = ReadFloating(floating.Kind, word, out problem);
                break;
            default:
                problem = $"a value of type '{type}' cannot be written here yet";
                break;
        }

        return problem.Length == 0;
    }

    /// <summary>Reads an integer and checks that the type holds it.</summary>
    public static bool TryReadInteger(IntegerType type, string word, out BigInteger value, out string problem)
    {
        problem = "";
        if (!IntegerText.TryRead(word, out value))
        {
            problem = NotAnInteger(type, word);
            return false;
        }

        int bits = type.Size * 8;
        BigInteger least = type.IsSigned ? -(BigInteger.One << (bits - 1)) : BigInteger.Zero;
        BigInteger most = (BigInteger.One << (type.IsSigned ? bits - 1 : bits)) - 1;
        if (value < least || value > most)
        {
            problem = $"{value} is out of range: {least} to {most}";
            return false;
        }

        return true;
    }

    private static string NotAnInteger(IntegerType type, string word)
    {
        if (word is "true" or "false")
        {
            return "it is an integer, not a bool: write 1 or 0";
        }

        if (FloatingText.IsNumber(word))
        {
            return "it is an integer, and this is a floating number; nothing is rounded here";
        }

        return type.IsCharacter || type.Size == 1
            ? "write an integer such as 65 or 0x41, or a character in quotes such as 'A'"
            : "write an integer such as 42, -1 or 0x2a";
    }

    private static NativeArgument ReadFloating(FloatingKind kind, string word, out string problem)
    {
        switch (kind)
        {
            case FloatingKind.Float:
                FloatingText.TryReadSingle(word, out float single, out problem);
                return single;
            case FloatingKind.Half or FloatingKind.Double:
                FloatingText.TryReadDouble(word, out double number, out problem);
                return number;
            default:
                FloatingText.TryReadLongDouble(word, out LongDouble wide, out problem);
                return wide;
        }
    }
}
