// Reads C's initialisers (C17 6.7.9): braces or none, designators, text for arrays of characters. The order of subobjects is C's; a value that does not fit is refused,
// where C would convert it.
using FfiIsolation.Members;

namespace FfiIsolation.Initializers;

internal sealed class InitializerParser
{
    private readonly TokenReader _reader;
    private readonly ParserScope _scope;
    private readonly InitializerBytes _bytes;
    private readonly ScalarInitializer _scalars;

    private InitializerParser(CType type, string text, Declarations? declarations)
    {
        var source = new SourceText(text);
        if (text.Length > PrototypeLimits.MaximumDeclarationsLength)
        {
            throw source.Error(PrototypeLimits.MaximumDeclarationsLength, 1, $"the text is longer than {PrototypeLimits.MaximumDeclarationsLength} characters", "a shorter one");
        }

        _reader = new TokenReader(source);
        _scope = new ParserScope(_reader, DataModel.Lp64, ConstantsInForce.For(type, declarations), isBlock: false);
        _bytes = new InitializerBytes(type);
        _scalars = new ScalarInitializer(_scope, _bytes);
    }

    /// <summary>The bytes of a value of the type; padding is zero. An array of unknown length has as many elements as the text.</summary>
    /// <exception cref="PrototypeException">The text is no initialiser of the type; shows where.</exception>
    public static byte[] Parse(CType type, string text, Declarations? declarations)
    {
        var parser = new InitializerParser(type, text, declarations);
        var whole = new ValuePlace(type, 0, null, "");
        if (type is RecordType or ArrayType && !parser._reader.Current.Is("{") && !(type is ArrayType array && parser.IsText(array)))
        {
            throw parser._reader.Unexpected($"'{{' and the values of '{type}'");
        }

        parser.Read(whole);
        return parser._reader.Current.Kind == TokenKind.End ? parser._bytes.ToArray() : throw parser._reader.Unexpected("the end of the text");
    }

    private void Read(ValuePlace place)
    {
        switch (place.Type)
        {
            case ArrayType array when IsText(array):
                bool isBraced = _reader.TryTake("{");
                TextLiteral.Read(_reader, _bytes, place, array);
                if (isBraced)
                {
                    _reader.TryTake(",");
                    _reader.Expect("}");
                }

                break;
            case ArrayType or RecordType when _reader.Current.Is("{"):
                ReadBraced(place);
                break;
            case ArrayType or RecordType:
                ReadFlat(place, 0, afterDesignator: false);
                break;
            default:
                ReadScalar(place);
                break;
        }
    }

    private bool IsText(ArrayType array) =>
        CharacterText.IsFor(array.Element) && TextLiteral.IsHere(_reader, _reader.Current.Is("{") ? 1 : 0);

    private void ReadScalar(ValuePlace place)
    {
        Token first = _reader.Current;
        if (!_reader.TryTake("{"))
        {
            _scalars.Read(place);
            return;
        }

        // C allows one scalar in braces of its own; an empty pair is zero (C23, GNU C).
        _scope.Enter(first, "braces");
        if (!_reader.Current.Is("}"))
        {
            ReadScalar(place);
            _reader.TryTake(",");
        }

        _scope.Leave();
        _reader.Expect("}", $"'}}': there is one value {place}");
    }

    private void ReadBraced(ValuePlace place)
    {
        _scope.Enter(_reader.Take(), "braces");
        _bytes.Clear(place);
        var parts = new Subobjects(place);
        int next = 0;
        while (!_reader.TryTake("}"))
        {
            if (IsDesignator(0))
            {
                int named = ReadDesignated(place, parts);
                next = parts.IsUnion ? parts.Count : named + 1;
            }
            else if (!parts.SkipTo(ref next, _reader.Current.Is("{")))
            {
                throw _reader.Error(_reader.Current, $"there are too many values: {parts.Describe()}", "'}'");
            }
            else
            {
                Select(place, next);
                Read(parts[next]);
                next = parts.IsUnion ? parts.Count : next + 1;
            }

            if (!_reader.TryTake(","))
            {
                _reader.Expect("}", "',' or '}'");
                break;
            }
        }

        _scope.Leave();
    }

    /// <summary>Values without braces of their own: as many as there is room for are taken from the list around (6.7.9p20).</summary>
    private void ReadFlat(ValuePlace place, int next, bool afterDesignator)
    {
        var parts = new Subobjects(place);
        bool needsComma = afterDesignator;
        _scope.Enter(_reader.Current, "a value");
        while (!IsAtEnd() && parts.SkipTo(ref next, _reader.Peek(needsComma ? 1 : 0).Is("{")))
        {
            if (needsComma && IsDesignator(1))
            {
                // It belongs to the braces around.
                break;
            }

            if (needsComma)
            {
                _reader.Expect(",", "',' or '}'");
            }

            needsComma = true;
            Select(place, next);
            Read(parts[next]);
            next = parts.IsUnion ? parts.Count : next + 1;
        }

        _scope.Leave();
    }

    /// <summary>Reads one designator, what stands behind it, and goes on with the values that follow it within the subobject.</summary>
    /// <returns>Which part of the whole it named, or the last of several.</returns>
    private int ReadDesignated(ValuePlace place, Subobjects parts)
    {
        (int index, int last, bool isNested) = Designator.Read(_scope, place, parts);
        Select(place, index);
        ValuePlace part = parts[index];
        _scope.Enter(_reader.Current, "designators");
        if (isNested || IsDesignator(0))
        {
            if (last > index)
            {
                throw _reader.Error(_reader.Current, "a range of indexes goes on with another designator", "'=' and a value");
            }

            if (part.Type is not (RecordType or ArrayType))
            {
                throw _reader.Error(_reader.Current, $"{part} has no members", "'=' and a value");
            }

            var inner = new Subobjects(part);
            int at = ReadDesignated(part, inner);
            if (!inner.IsUnion)
            {
                ReadFlat(part, at + 1, afterDesignator: true);
            }
        }
        else
        {
            _reader.Expect("=", "'=' and a value");
            Read(part);
            for (int copy = index + 1; copy <= last; copy++)
            {
                _bytes.Copy(part, parts[copy]);
            }
        }

        _scope.Leave();
        return last;
    }

    private void Select(ValuePlace place, int index)
    {
        if (place.Type is RecordType { Kind: TagKind.Union } union)
        {
            _bytes.SelectMember(place, union, index);
        }
    }

    private bool IsDesignator(int ahead) =>
        (ahead == 0 || _reader.Current.Is(",")) && (_reader.Peek(ahead).Is("[") || (_reader.Peek(ahead).Is(".") && _reader.Peek(ahead + 1).Kind == TokenKind.Identifier));

    private bool IsAtEnd() =>
        _reader.Current.Is("}") || _reader.Current.Kind == TokenKind.End || (_reader.Current.Is(",") && _reader.Peek(1).Is("}"));
}
