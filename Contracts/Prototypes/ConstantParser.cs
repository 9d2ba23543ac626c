namespace FfiIsolation;

/// <summary>Reads integer constant expressions (C17 6.6): every operator but assignment and comma, <c>sizeof</c> and <c>_Alignof</c> of types, casts to integer
/// types, character constants, and the names of enums.</summary>
internal sealed class ConstantParser
{
    // From loose to tight; what starts with what must stand in front of it.
    private static readonly string[][] Levels =
    {
        new[] { "||" }, new[] { "&&" }, new[] { "|" }, new[] { "^" }, new[] { "&" }, new[] { "==", "!=" }, new[] { "<=", ">=", "<", ">" },
        new[] { "<<", ">>" }, new[] { "+", "-" }, new[] { "*", "/", "%" },
    };

    private readonly ParserScope _scope;
    private readonly TokenReader _reader;
    private int _unevaluated;

    private ConstantParser(ParserScope scope)
    {
        _scope = scope;
        _reader = scope.Reader;
    }

    public static IntegerValue Read(ParserScope scope) => new ConstantParser(scope).ReadConditional();

    private IntegerValue ReadConditional()
    {
        _scope.Enter(_reader.Current, "an expression");

        IntegerValue condition = ReadBinary(0);
        if (_reader.TryTake("?"))
        {
            IntegerValue yes = Unless(condition.IsZero, ReadConditional);
            _reader.Expect(":", "':' of the '?' before");
            IntegerValue no = Unless(!condition.IsZero, ReadConditional);

            // Any operator of two gives the common type.
            IntegerValue common = ConstantArithmetic.Apply("&", yes, no, out _);
            condition = (condition.IsZero ? no : yes).As(common.IsUnsigned, common.IsLong);
        }

        _scope.Leave();
        return condition;
    }

    private IntegerValue Unless(bool isSkipped, Func<IntegerValue> read)
    {
        _unevaluated += isSkipped ? 1 : 0;
        IntegerValue value = read();
        _unevaluated -= isSkipped ? 1 : 0;
        return value;
    }

    private IntegerValue ReadBinary(int level)
    {
        if (level == Levels.Length)
        {
            return ReadUnary();
        }

        IntegerValue left = ReadBinary(level + 1);
        while (true)
        {
            Token at = _reader.Current;
            string? op = Array.Find(Levels[level], IsHere);
            if (op is null)
            {
                return left;
            }

            _reader.TryTakeOperator(op);
            if (op is "||" or "&&")
            {
                bool isDecided = left.IsZero == (op == "&&");
                IntegerValue right = Unless(isDecided, () => ReadBinary(level + 1));
                left = IntegerValue.Int(isDecided ? !left.IsZero : !right.IsZero);
            }
            else
            {
                IntegerValue right = ReadBinary(level + 1);
                left = Checked(at, ConstantArithmetic.Apply(op, left, right, out string problem), problem);
            }
        }
    }

    // "a & b" is no "a && b", nor "a < b" an "a << b".
    private bool IsHere(string op)
    {
        Token first = _reader.Current;
        if (!first.Is(op.Substring(0, 1)))
        {
            return false;
        }

        Token second = _reader.Peek(1);
        bool isDouble = second.Length == 1 && second.Offset == first.Offset + 1
            && (second.Is(first.Text) ? first.Text is "&" or "|" or "<" or ">" or "=" : second.Is("=") && first.Text is "<" or ">" or "!");
        return isDouble ? op.Length == 2 && second.Is(op.Substring(1)) : op.Length == 1;
    }

    private IntegerValue ReadUnary()
    {
        Token token = _reader.Current;
        if (token.Text is "-" or "+" or "~" or "!" && token.Kind == TokenKind.Punctuator)
        {
            _reader.Take();
            _scope.Enter(token, "an expression");

            IntegerValue operand = ReadUnary();
            _scope.Leave();
            return token.Text switch
            {
                "-" => Checked(token, ConstantArithmetic.Apply("-", IntegerValue.Int(0), operand, out string problem), problem),
                "~" => IntegerValue.Of(~operand.Bits, operand.IsUnsigned, operand.IsLong),
                "!" => IntegerValue.Int(operand.IsZero),
                _ => operand,
            };
        }

        string word = token.Kind == TokenKind.Identifier ? CKeywords.Plain(token.Text) : "";
        if (word is "sizeof" or "_Alignof")
        {
            return ReadSizeOf(word);
        }

        return token.Is("(") && StartsType(_reader.Peek(1)) ? ReadCast(token) : ReadPrimary(token);
    }

    private IntegerValue ReadSizeOf(string word)
    {
        _reader.Take();
        if (!_reader.Current.Is("(") || !StartsType(_reader.Peek(1)))
        {
            throw _reader.Unexpected($"a type in parentheses, as in '{word}(int)'");
        }

        Token at = _reader.Take();
        CType type = ReadTypeName();
        if (!type.IsComplete)
        {
            throw _reader.Error(at, $"'{type}' has no size", "a type that is defined before");
        }

        return IntegerValue.SizeOf(word == "sizeof" ? type.Size : type.Alignment);
    }

    private IntegerValue ReadCast(Token parenthesis)
    {
        _reader.Take();
        CType type = ReadTypeName();
        _scope.Enter(parenthesis, "an expression");

        IntegerValue value = ReadUnary();
        _scope.Leave();
        return type switch
        {
            BooleanType => IntegerValue.Int(!value.IsZero),
            IntegerType { Size: <= 8 } integer => value.Cast(integer.Size, integer.IsSigned),
            EnumType named => value.Cast(named.Size, named.UnderlyingType.IsSigned),
            _ => throw _reader.Error(parenthesis, $"a cast to '{type}' is no integer constant", "an integer type of at most 64 bits"),
        };
    }

    private CType ReadTypeName()
    {
        CType type = TypeNameParser.Read(_scope);
        _reader.Expect(")", "')'");
        return type;
    }

    private bool StartsType(Token token) =>
        token.Kind == TokenKind.Identifier && (CKeywords.StartsType(CKeywords.Plain(token.Text)) || _scope.IsType(token.Text));

    private IntegerValue ReadPrimary(Token token)
    {
        switch (token.Kind)
        {
            case TokenKind.Number:
                _reader.Take();
                return NumberOf(token);
            case TokenKind.Character:
                _reader.Take();
                return CharacterConstant.TryRead(token.Text, out int character)
                    ? IntegerValue.Int(character)
                    : throw _reader.Error(token, $"{token.Found} is not one character", "a character of ASCII or an escape, such as 'a' or '\\n'");
            case TokenKind.Identifier when _scope.Names.Constants.TryGetValue(token.Text, out IntegerValue constant):
                _reader.Take();
                return constant;
            case TokenKind.Identifier when !CKeywords.IsReserved(CKeywords.Plain(token.Text)):
                string near = NearNames.Nearest(token.Text, _scope.Names.Constants.Keys) is { } name ? $"; did you mean '{name}'?" : "";
                throw _reader.Error(token, $"{token.Found} is no constant that is declared before", $"a number or the name of an enum's constant; macros are not expanded{near}");
        }

        if (!_reader.TryTake("("))
        {
            throw _reader.Unexpected("an integer constant");
        }

        IntegerValue value = ReadConditional();
        _reader.Expect(")", "')' or an operator");
        return value;
    }

    private IntegerValue NumberOf(Token token)
    {
        if (!IntegerConstant.TryRead(token.Text, out ulong value, out bool isDecimal, out string suffix))
        {
            throw _reader.Error(token, $"{token.Found} is not an integer constant", "a whole number of at most 64 bits");
        }

        // C17 6.4.4.1p5: the first of these types that holds it; only a decimal constant does not turn unsigned by itself.
        bool isUnsigned = suffix.IndexOf('u') >= 0;
        bool isLong = suffix.IndexOf('l') >= 0;
        bool mayBeUnsigned = isUnsigned || !isDecimal;
        if (!isLong && value <= int.MaxValue && !isUnsigned)
        {
            return IntegerValue.Of((long)value, false, false);
        }

        if (!isLong && value <= uint.MaxValue && mayBeUnsigned)
        {
            return IntegerValue.Of((long)value, true, false);
        }

        if (value > long.MaxValue && !mayBeUnsigned)
        {
            throw _reader.Error(token, $"{token.Found} does not fit in a signed 64-bit integer", "the suffix 'u', or a smaller number");
        }

        return IntegerValue.Of((long)value, isUnsigned || value > long.MaxValue, true);
    }

    private IntegerValue Checked(Token at, IntegerValue value, string problem) =>
        problem.Length == 0 || _unevaluated > 0 ? value : throw _reader.Error(at, problem, "an integer constant expression with a defined value");
}
