using System.Numerics;

namespace FfiIsolation.Initializers;

/// <summary>A character in quotes: <c>'a'</c>, or with C's prefixes <c>L</c>, <c>u</c> and <c>U</c> one of wide text.</summary>
internal static class CharacterLiteral
{
    public static bool TryRead(TokenReader reader, CType? type, out BigInteger value)
    {
        value = BigInteger.Zero;
        Token prefix = reader.Current;
        Token wide = reader.Peek(1);
        if (prefix.Kind == TokenKind.Identifier && prefix.Text is "L" or "u" or "U" && wide.Kind == TokenKind.Character && wide.Offset == prefix.Offset + prefix.Length)
        {
            reader.Take();
            reader.Take();
            var units = new List<byte>();
            TextLiteral.Append(reader, wide, prefix.Text == "u" ? 2 : 4, units);
            bool isOne = units.Count == (prefix.Text == "u" ? 2 : 4);
            value = isOne ? new BigInteger([.. units], isUnsigned: true) : value;
            return isOne ? true : throw reader.Error(wide, $"{wide.Found} is not one character", "one character");
        }

        // Anything longer than one constant (an expression) is read as such.
        if (prefix.Kind != TokenKind.Character || !(wide.Kind == TokenKind.End || wide.Is(",") || wide.Is("}")))
        {
            return false;
        }

        if (!CharacterConstant.TryRead(prefix.Text, out int code))
        {
            throw reader.Error(prefix, $"{prefix.Found} is not one character", "a character of ASCII or an escape, such as 'a' or '\\n'");
        }

        // '\xff' is -1 in C; in an unsigned char it is the byte that it looks like.
        bool isByte = code < 0 && type is IntegerType { Size: 1, IsSigned: false };
        value = isByte ? code + 256 : code;
        reader.Take();
        return true;
    }
}
