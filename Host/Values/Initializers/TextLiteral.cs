using System.Globalization;
using System.Text;
using FfiIsolation.Members;

namespace FfiIsolation.Initializers;

/// <summary>Text in quotes for an array of characters: several pieces become one; the encoding is that of the array's elements.</summary>
internal static class TextLiteral
{
    public static bool IsHere(TokenReader reader, int ahead) => PiecesAt(reader, ahead) > 0;

    public static void Read(TokenReader reader, InitializerBytes bytes, ValuePlace place, ArrayType array)
    {
        Token first = reader.Current;
        var units = new List<byte>();
        int unit = array.Element.Size;
        for (int pieces = PiecesAt(reader, 0); pieces > 0; pieces = PiecesAt(reader, 0))
        {
            if (pieces == 2)
            {
                reader.Take();
            }

            Append(reader, reader.Take(), unit, units);
        }

        // In C the terminator may be left out where the array has no room for it.
        bool isOpen = array.Length is null;
        if (!isOpen && units.Count > array.Size)
        {
            throw reader.Error(first, $"the text has {units.Count / unit} elements, and '{array}' has room for {array.Length}", "a shorter text");
        }

        var whole = isOpen ? new ValuePlace(new ArrayType(array.Element, array.ElementQualifiers, (units.Count / unit) + 1), place.BitPosition, null, place.Path) : place;
        bytes.Clear(whole);
        units.ToArray().CopyTo(whole.In(bytes.For(whole)));
    }

    /// <summary>Adds the code units of one literal, without terminator.</summary>
    public static void Append(TokenReader reader, Token token, int unit, List<byte> units)
    {
        string body = token.Text[1..^1];
        for (int at = 0; at < body.Length;)
        {
            if (body[at] != '\\')
            {
                int end = body.IndexOf('\\', at) is var escape and >= 0 ? escape : body.Length;
                AddText(reader, token, body[at..end], unit, units);
                at = end;
            }
            else
            {
                at = AddEscape(reader, token, body, at + 1, unit, units);
            }
        }
    }

    private static int PiecesAt(TokenReader reader, int ahead)
    {
        Token token = reader.Peek(ahead), next = reader.Peek(ahead + 1);
        return token.Kind == TokenKind.Text ? 1
            : token.Kind == TokenKind.Identifier && token.Text is "L" or "u" or "U" or "u8" && next.Kind == TokenKind.Text && next.Offset == token.Offset + token.Length ? 2
            : 0;
    }

    private static int AddEscape(TokenReader reader, Token token, string body, int at, int unit, List<byte> units)
    {
        char kind = at < body.Length ? body[at] : '\\';
        if (kind is 'u' or 'U')
        {
            int length = kind == 'u' ? 4 : 8;
            bool isRead = at + 1 + length <= body.Length
                & uint.TryParse(body.AsSpan(Math.Min(at + 1, body.Length), Math.Min(length, body.Length - at - 1)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint scalar);
            AddText(reader, token, isRead && Rune.IsValid(scalar) ? new Rune(scalar).ToString() : throw BadEscape(reader, token, body, at), unit, units);
            return at + 1 + length;
        }

        bool isHexadecimal = kind == 'x';
        int start = isHexadecimal ? at + 1 : at, end = start, most = isHexadecimal ? body.Length : Math.Min(body.Length, start + 3);
        ulong code = 0;
        while (end < most && IntegerConstant.DigitOf(body[end]) < (isHexadecimal ? 16 : 8) && code <= uint.MaxValue)
        {
            code = (code * (isHexadecimal ? 16UL : 8)) + (ulong)IntegerConstant.DigitOf(body[end++]);
        }

        if (end == start)
        {
            // No number: one of the letters.
            code = CharacterConstant.TryRead($"'\\{kind}'", out int letter) ? (ulong)letter : throw BadEscape(reader, token, body, at);
            end = at + 1;
        }

        if (code >> (8 * unit) != 0)
        {
            throw reader.Error(token, $"the escape '\\{body[at..end]}' is larger than a unit of {8 * unit} bits", "a smaller number");
        }

        for (int i = 0; i < unit; i++)
        {
            units.Add((byte)(code >> (8 * i)));
        }

        return end;
    }

    private static PrototypeException BadEscape(TokenReader reader, Token token, string body, int at) =>
        reader.Error(token, $"'\\{(at < body.Length ? body[at].ToString() : "")}' is no escape here", "one of C, such as \\n, \\x41 or \\u00e9");

    private static void AddText(TokenReader reader, Token token, string text, int unit, List<byte> units)
    {
        try
        {
            units.AddRange(CharacterText.Strict(unit).GetBytes(text));
        }
        catch (EncoderFallbackException)
        {
            throw reader.Error(token, "the text has an unpaired surrogate", "text that Unicode can express");
        }
    }
}
