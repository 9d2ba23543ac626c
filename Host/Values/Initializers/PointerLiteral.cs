using System.Numerics;

namespace FfiIsolation.Initializers;

/// <summary>A pointer: <c>NULL</c>, <c>0</c>, or a raw address, with or without the cast that C asks for.</summary>
internal static class PointerLiteral
{
    public static NativePointer Read(ScalarInitializer scalars, TokenReader reader)
    {
        Token at = reader.Current;
        if (at.Kind == TokenKind.Text)
        {
            throw reader.Error(at, "text in a value lies in no memory that a pointer could point at", "NULL, or an address; in a session, allocate the text and set the pointer");
        }

        if (at.Kind == TokenKind.Identifier && at.Text is "NULL" or "nullptr" or "null")
        {
            reader.Take();
            return NativePointer.Null;
        }

        if (at.Is("addr") && reader.Peek(1).Is(":"))
        {
            scalars.Take(2);
        }
        else if (at.Is("(") && reader.Peek(1).Kind == TokenKind.Identifier)
        {
            SkipCast(reader);
        }

        BigInteger address = scalars.ReadInteger(place: null);
        return address >= 0 && address <= ulong.MaxValue
            ? NativePointer.FromAddress((ulong)address)
            : throw reader.Error(at, $"{address} is no address", "NULL, or one such as 0x7f0000001000");
    }

    private static void SkipCast(TokenReader reader)
    {
        for (int depth = 0; reader.Current.Kind != TokenKind.End;)
        {
            Token token = reader.Take();
            depth += token.Is("(") ? 1 : token.Is(")") ? -1 : 0;
            if (depth == 0)
            {
                return;
            }
        }
    }
}
