namespace FfiIsolation;

/// <summary>Reads the arguments of one attribute.</summary>
internal sealed class AttributeArguments
{
    private readonly TokenReader _reader;
    private readonly AttributeUse _use;
    private int _at;

    public AttributeArguments(TokenReader reader, AttributeUse use)
    {
        _reader = reader;
        _use = use;
        _at = 0;
    }

    private Token Current => _use.Arguments is { } arguments && _at < arguments.Count ? arguments[_at] : _use.Close;

    private bool IsAtEnd => _use.Arguments is null || _at >= _use.Arguments.Count;

    public void ExpectNone()
    {
        if (_use.Arguments is not null)
        {
            throw _reader.Error(_use.At, $"attribute '{_use.Name}' takes no arguments", $"'{_use.Name}' alone");
        }
    }

    public void ExpectEnd()
    {
        if (!IsAtEnd)
        {
            throw Unexpected("')'");
        }
    }

    public bool TryTakeComma()
    {
        bool isComma = !IsAtEnd && Current.Is(",");
        _at += isComma ? 1 : 0;
        return isComma;
    }

    public void ExpectComma(string expected)
    {
        if (!TryTakeComma())
        {
            throw Unexpected(expected);
        }
    }

    public Token TakeIdentifier(string expected)
    {
        Token token = Current;
        if (IsAtEnd || token.Kind != TokenKind.Identifier)
        {
            throw Unexpected(expected);
        }

        _at++;
        return token;
    }

    /// <summary>Takes a number from 1 to <paramref name="count"/> and returns it counted from 0.</summary>
    public int TakeIndex(int count, string what, out Token at)
    {
        at = Current;
        if (IsAtEnd || at.Kind != TokenKind.Number)
        {
            throw Unexpected($"the number of {what}");
        }

        if (!IntegerConstant.TryRead(at.Text, out long number) || number < 1 || number > count)
        {
            string range = count == 0 ? "no number: the function has no parameters" : $"the number of {what}, from 1 to {count}";
            throw _reader.Error(at, $"there is no parameter {at.Text}", range);
        }

        _at++;
        return (int)number - 1;
    }

    private PrototypeException Unexpected(string expected) =>
        _reader.Error(Current, IsAtEnd ? $"attribute '{_use.Name}' lacks an argument" : $"found {Current.Found}", expected);
}
