using System.Collections.Immutable;

namespace FfiIsolation;

/// <summary>Reads the braces of an enum. Which integer type holds it is GCC's choice (finish_enum): C leaves it open.</summary>
internal sealed class EnumParser
{
    private readonly ParserScope _scope;
    private readonly TokenReader _reader;
    private readonly ImmutableArray<EnumConstant>.Builder _constants = ImmutableArray.CreateBuilder<EnumConstant>();
    private readonly List<IntegerValue> _values = new();
    private long _lowest;
    private ulong _highest;
    private IntegerValue? _next = IntegerValue.Int(0);

    private EnumParser(ParserScope scope)
    {
        _scope = scope;
        _reader = scope.Reader;
    }

    public static EnumType Read(ParserScope scope, Token? tag, List<AttributeUse> attributes)
    {
        var parser = new EnumParser(scope);
        if (tag is { } name && scope.Names.Tags.TryGetValue(name.Text, out CType? known))
        {
            TagParser.CheckKind(scope, known, TagKind.Enum, name);
            throw scope.Reader.Error(name, $"'enum {name.Text}' is defined twice", "one definition");
        }

        Token brace = scope.Reader.Take();
        parser.ReadConstants(brace);
        AttributeParser.ReadAll(scope.Reader, attributes);
        bool isPacked = RecordAttributes.IsPacked(scope, attributes, "an enum");
        IntegerType underlying = parser.Choose(isPacked, brace);
        parser.Declare(underlying);
        var type = new EnumType(tag?.Text, underlying, parser._constants.ToImmutable());
        if (tag is { } token)
        {
            TagParser.Add(scope, token, type);
        }

        return type;
    }

    private void ReadConstants(Token brace)
    {
        if (_reader.Current.Is("}"))
        {
            throw _reader.Error(brace, "the enum has no constants", "a name");
        }

        while (!_reader.TryTake("}"))
        {
            ReadConstant();
            if (!_reader.TryTake(",") && !_reader.Current.Is("}"))
            {
                throw _reader.Unexpected("',' or '}'");
            }
        }
    }

    private void ReadConstant()
    {
        Token name = _reader.Current;
        if (name.Kind != TokenKind.Identifier || CKeywords.IsReserved(CKeywords.Plain(name.Text)))
        {
            throw _reader.Unexpected("the name of a constant, or '}'");
        }

        if (_scope.Names.KindOf(name.Text) is { } kind)
        {
            throw _reader.Error(name, $"'{name.Text}' is declared before, as {kind}", "another name");
        }

        if (_constants.Count == PrototypeLimits.MaximumEnumConstants || _scope.Names.Constants.Count == PrototypeLimits.MaximumDeclarations)
        {
            throw _reader.Error(name, $"more than {PrototypeLimits.MaximumEnumConstants} constants", $"at most {PrototypeLimits.MaximumEnumConstants}");
        }

        _reader.Take();
        var attributes = new List<AttributeUse>();
        AttributeParser.ReadAll(_reader, attributes);
        RecordAttributes.ExpectIgnored(_reader, attributes, "an enum's constant");
        IntegerValue value = _reader.TryTake("=") ? ConstantParser.Read(_scope)
            : _next ?? throw _reader.Error(name, $"the value of '{name.Text}' overflows the type of the one before it", "a value, as in 'name = 0'");

        // What fits in an int is one, whatever its expression was.
        value = value.IsHuge || value.Bits != (int)value.Bits ? value : IntegerValue.Int((int)value.Bits);
        bool wraps = value.IsUnsigned && (value.IsLong ? value.Bits == -1 : value.Bits == uint.MaxValue);
        IntegerValue next = ConstantArithmetic.Apply("+", value, IntegerValue.Int(1), out string overflow);
        _next = wraps || overflow.Length > 0 ? null : next;
        _lowest = value.IsNegative ? Math.Min(_lowest, value.Bits) : _lowest;
        _highest = value.IsNegative ? _highest : Math.Max(_highest, (ulong)value.Bits);
        _values.Add(value);
        _constants.Add(new EnumConstant(name.Text, value.Bits));
        _scope.Names.Constants.Add(name.Text, value);
    }

    private IntegerType Choose(bool isPacked, Token brace)
    {
        DataModel model = _scope.Model;
        IntegerKind[] kinds = _lowest < 0
            ? new[] { IntegerKind.SignedChar, IntegerKind.Short, IntegerKind.Int, IntegerKind.Long }
            : new[] { IntegerKind.UnsignedChar, IntegerKind.UnsignedShort, IntegerKind.UnsignedInt, IntegerKind.UnsignedLong };
        for (int i = isPacked ? 0 : 2; i < kinds.Length; i++)
        {
            IntegerType type = model.Integer(kinds[i]);
            int bits = (8 * type.Size) - (type.IsSigned ? 1 : 0);
            if ((bits == 64 || _highest >> bits == 0) && (!type.IsSigned || _lowest >= -1L << bits))
            {
                return type;
            }
        }

        throw _reader.Error(brace, "no integer type of 64 bits holds all values of the enum", "values from -9223372036854775808 to 9223372036854775807, or none below 0");
    }

    // Behind the brace a constant that does not fit in an int has the type of the enum.
    private void Declare(IntegerType underlying)
    {
        for (int i = 0; i < _values.Count; i++)
        {
            IntegerValue value = _values[i];
            if (value.IsHuge || value.Bits != (int)value.Bits)
            {
                _scope.Names.Constants[_constants[i].Name] = IntegerValue.Of(value.Bits, !underlying.IsSigned, underlying.Size > sizeof(int));
            }
        }
    }
}
