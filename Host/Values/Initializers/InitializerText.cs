using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using FfiIsolation.Members;

namespace FfiIsolation.Initializers;

/// <summary>Writes a value as the initialiser that reads back to it: every bit but padding.</summary>
/// <remarks>Members in their order. Of a union the first member that says all of it, by its name if it is not the first (if none does, the one that says most). Arrays longer than 16 without their
/// zeros at the end. Enums by name, <c>char</c> arrays as text where they are text.</remarks>
internal static class InitializerText
{
    private const int AlwaysShown = 16;

    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Of(CType type, ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        Write(text, new ValuePlace(type, 0, null, ""), bytes);
        return text.ToString();
    }

    private static void Write(StringBuilder text, ValuePlace place, ReadOnlySpan<byte> bytes)
    {
        switch (place.Type)
        {
            case ArrayType { Element: IntegerType { Kind: IntegerKind.Char } } array when TextOf(place.In(bytes), array) is { } content:
                text.Append(content);
                break;
            case ArrayType array:
                WriteList(text, place, bytes, Shown(array, place.In(bytes)));
                break;
            case RecordType { Kind: TagKind.Union }:
                WriteUnion(text, place, bytes);
                break;
            case RecordType:
                WriteList(text, place, bytes, new Subobjects(place).Count);
                break;
            default:
                WriteScalar(text, place, bytes);
                break;
        }
    }

    private static void WriteList(StringBuilder text, ValuePlace place, ReadOnlySpan<byte> bytes, int count)
    {
        var parts = new Subobjects(place);
        text.Append('{');
        bool isFirst = true;
        for (int i = 0; i < count; i++)
        {
            text.Append(isFirst ? "" : ", ");
            isFirst = false;
            Write(text, parts[i], bytes);
        }

        text.Append('}');
    }

    private static int Shown(ArrayType array, ReadOnlySpan<byte> bytes)
    {
        int length = array.Length ?? 0;
        if (length <= AlwaysShown || array.Element.Size == 0)
        {
            return length;
        }

        int used = bytes.LastIndexOfAnyExcept((byte)0) + 1;
        return Math.Max(1, (used + array.Element.Size - 1) / array.Element.Size);
    }

    private static void WriteUnion(StringBuilder text, ValuePlace place, ReadOnlySpan<byte> bytes)
    {
        var parts = new Subobjects(place);
        int best = Telling(place, bytes);
        text.Append('{');
        if (best == 0 && parts.Count > 0)
        {
            Write(text, parts[0], bytes);
        }
        else if (best > 0)
        {
            WriteDesignated(text, parts.Members[best], parts[best], bytes);
        }

        text.Append('}');
    }

    /// <summary>A member by its name; an unnamed struct or union by the names in it.</summary>
    private static void WriteDesignated(StringBuilder text, RecordMember member, ValuePlace place, ReadOnlySpan<byte> bytes)
    {
        if (member.Name is { } name)
        {
            text.Append(text[^1] == '{' ? "." : ", .").Append(name).Append(" = ");
            Write(text, place, bytes);
            return;
        }

        var parts = new Subobjects(place);
        for (int i = 0; i < parts.Count; i++)
        {
            if (!parts.IsUnion || i == Telling(place, bytes))
            {
                WriteDesignated(text, parts.Members[i], parts[i], bytes);
            }
        }
    }

    /// <summary>The member of a union to write: the first that says all of it, or the one that says most.</summary>
    private static int Telling(ValuePlace place, ReadOnlySpan<byte> bytes)
    {
        var parts = new Subobjects(place);
        byte[] mask = ValueMask.Of(place.Type);
        (int best, int most) = (0, -1);
        for (int i = 0; i < parts.Count; i++)
        {
            int said = Said(parts[i].Type, parts[i].BitWidth, place.In(bytes), mask, out bool isAll);
            if (isAll)
            {
                return i;
            }

            if (said > most)
            {
                (best, most) = (i, said);
            }
        }

        return best;
    }

    /// <summary>How many bits that are set a member says, and whether that is all of them.</summary>
    private static int Said(CType type, int? width, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> mask, out bool isAll)
    {
        byte[] own = width is null ? ValueMask.Of(type) : [];
        int said = 0, missing = 0;
        for (int i = 0; i < mask.Length; i++)
        {
            int ofMember = width is { } bits ? (int)((((UInt128)1 << bits) - 1) >> (8 * Math.Min(i, 15))) & (i < 16 ? 0xFF : 0) : i < own.Length ? own[i] : 0;
            said += BitOperations.PopCount((uint)(bytes[i] & mask[i] & ofMember));
            missing += BitOperations.PopCount((uint)(bytes[i] & mask[i] & ~ofMember));
        }

        isAll = missing == 0;
        return said;
    }

    private static void WriteScalar(StringBuilder text, ValuePlace place, ReadOnlySpan<byte> bytes)
    {
        switch (place.Type)
        {
            case BooleanType:
                BigInteger truth = ScalarReader.ReadInteger(place, bytes);
                text.Append(truth.IsZero ? "false" : truth.IsOne ? "true" : truth.ToString(CultureInfo.InvariantCulture));
                break;
            case IntegerType or EnumType:
                BigInteger number = ScalarReader.ReadInteger(place, bytes);
                string? name = (place.Type as EnumType)?.Constants.FirstOrDefault(constant => ScalarWriter.ValueOf((EnumType)place.Type, constant) == number)?.Name;
                text.Append(name ?? number.ToString(CultureInfo.InvariantCulture));
                break;
            case FloatingType floating:
                text.Append(FloatingText.Of(floating.Kind, place.In(bytes)));
                break;
            case ComplexType complex:
                text.Append(FloatingText.OfComplex(complex, place.In(bytes)));
                break;
            case PointerType:
                ulong address = BinaryPrimitives.ReadUInt64LittleEndian(place.In(bytes));
                text.Append(address == 0 ? "NULL" : string.Create(CultureInfo.InvariantCulture, $"0x{address:x}"));
                break;
        }
    }

    /// <summary>The literal of a text that fills an array with zeros behind it; null where it is none.</summary>
    private static string? TextOf(ReadOnlySpan<byte> bytes, ArrayType array)
    {
        int length = CharacterText.LengthOf(bytes, 1);
        if (array.Length is null or 0 || bytes[length..].ContainsAnyExcept((byte)0))
        {
            return null;
        }

        try
        {
            string text = s_strictUtf8.GetString(bytes[..length]);
            return text.Any(c => char.IsControl(c) && c is not ('\n' or '\t' or '\r')) || text.Contains('\u2028', StringComparison.Ordinal) || text.Contains('\u2029', StringComparison.Ordinal)
                ? null
                : "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\t", "\\t").Replace("\r", "\\r") + "\"";
        }
        catch (DecoderFallbackException)
        {
            // Bytes, then: they are written as numbers.
            return null;
        }
    }
}
