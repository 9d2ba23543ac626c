using System.Numerics;
using FfiIsolation.Members;

namespace FfiIsolation.Initializers;

/// <summary>Reads the value of one scalar: a literal with its sign, the name of a constant, or an expression of integer constants.</summary>
internal sealed class ScalarInitializer(ParserScope scope, InitializerBytes bytes)
{
    private readonly TokenReader _reader = scope.Reader;

    public void Read(ValuePlace place)
    {
        Token at = _reader.Current;
        switch (place.Type)
        {
            case FloatingType floating:
                Check(at, ScalarWriter.WriteFloating(floating.Kind, place.In(bytes.For(place)), ReadFloating(floating.Kind)));
                break;
            case ComplexType complex:
                (object real, object imaginary) = ComplexLiteral.Read(this, _reader, complex.Part.Kind);
                Span<byte> parts = place.In(bytes.For(place));
                Check(at, ScalarWriter.WriteFloating(complex.Part.Kind, parts, real));
                Check(at, ScalarWriter.WriteFloating(complex.Part.Kind, parts[complex.Part.Size..], imaginary));
                break;
            case PointerType:
                Check(at, ScalarWriter.Write(place, bytes.For(place), PointerLiteral.Read(this, _reader)));
                break;
            case BooleanType or IntegerType or EnumType:
                Check(at, ScalarWriter.WriteInteger(place, bytes.For(place), ReadInteger(place)));
                break;
            default:
                throw _reader.Error(at, $"a value of type '{place.Type}' cannot be written", "nothing");
        }
    }

    /// <summary>A floating-point number: a literal, or an integer that it holds exactly.</summary>
    public object ReadFloating(FloatingKind kind)
    {
        Token at = _reader.Current;
        int signs = CountSigns(out bool isNegative);
        if (TryReadSpecial(signs, isNegative, out object? special))
        {
            return special;
        }

        int count = NumberTokens.Count(_reader, signs, out string text);
        if (count > 0 && IsEnd(signs + count) && !IntegerLiteral.TryRead(text, out _, out _))
        {
            Take(signs + count);
            return FloatingLiteral.TryRead(text, isNegative, kind, out object number, out string problem)
                ? number
                : throw _reader.Error(at, problem, "a number such as 1.5, -2e10, 0x1.8p3 or inf");
        }

        return ReadInteger(place: null);
    }

    /// <summary>An integer of any size as a literal, or an expression of 64 bits.</summary>
    public BigInteger ReadInteger(ValuePlace? place)
    {
        Token at = _reader.Current;
        if (at.Kind == TokenKind.Identifier && IsEnd(1))
        {
            if (place?.Type is EnumType named && named.Find(at.Text) is { } constant)
            {
                _reader.Take();
                return ScalarWriter.ValueOf(named, constant);
            }

            if (at.Text is "true" or "false" && !scope.Names.Constants.ContainsKey(at.Text))
            {
                return _reader.Take().Text == "true" ? 1 : 0;
            }
        }

        if (CharacterLiteral.TryRead(_reader, place?.Type, out BigInteger character))
        {
            return character;
        }

        int signs = CountSigns(out bool isNegative);
        int count = NumberTokens.Count(_reader, signs, out string text);
        if (count > 0 && IsEnd(signs + count))
        {
            if (IntegerLiteral.TryRead(text, out BigInteger value, out bool isUnsigned) && !(isUnsigned && isNegative))
            {
                Take(signs + count);
                return isNegative ? -value : value;
            }

            if (!isUnsigned && FloatingLiteral.TryRead(text, isNegative, FloatingKind.Double, out _, out _))
            {
                throw _reader.Error(at, "an integer is expected, and nothing is rounded here", "a whole number");
            }
        }

        IntegerValue result = ConstantParser.Read(scope);
        return result.IsUnsigned ? (ulong)result.Bits : result.Bits;
    }

    public bool IsEnd(int ahead) => _reader.Peek(ahead) is { Kind: TokenKind.End } || _reader.Peek(ahead).Is(",") || _reader.Peek(ahead).Is("}") || _reader.Peek(ahead).Is(")");

    public int CountSigns(out bool isNegative)
    {
        int signs = 0;
        isNegative = false;
        while (_reader.Peek(signs) is { Kind: TokenKind.Punctuator, Text: "+" or "-" } sign)
        {
            isNegative ^= sign.Text == "-";
            signs++;
        }

        return signs;
    }

    public void Take(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _reader.Take();
        }
    }

    /// <summary>What is no finite number: <c>inf</c>, <c>nan</c>, <c>nan(0x…)</c> with the bits of its fraction.</summary>
    private bool TryReadSpecial(int signs, bool isNegative, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out object? value)
    {
        value = null;
        Token word = _reader.Peek(signs);
        bool isInfinity = word.Kind == TokenKind.Identifier && word.Text.ToUpperInvariant() is "INF" or "INFINITY";
        bool isNan = word.Kind == TokenKind.Identifier && word.Text.ToUpperInvariant() is "NAN";
        if (!isInfinity && !isNan)
        {
            return false;
        }

        ulong payload = 0;
        bool hasPayload = isNan && _reader.Peek(signs + 1).Is("(");
        if (hasPayload && !(IntegerConstant.TryRead(_reader.Peek(signs + 2).Text, out payload, out _, out _) && _reader.Peek(signs + 3).Is(")")))
        {
            throw _reader.Error(word, "the bits of a NaN are a number in parentheses", "nan(0x1), or nan alone");
        }

        Take(signs + (hasPayload ? 4 : 1));
        value = isInfinity ? isNegative ? LongDouble.NegativeInfinity : LongDouble.PositiveInfinity
            : new NotANumber(isNegative, hasPayload ? payload : null);
        return true;
    }

    private void Check(Token at, string problem)
    {
        if (problem.Length > 0)
        {
            throw _reader.Error(at, problem, "a value that fits");
        }
    }
}
