// A reader by recursive descent over the mangled name. It gives up (null to the caller) where it does not understand: a wrong name in
// a report is worse than a mangled one. Depth, steps and length of text are bounded, since names come from files a worker may have written.
namespace FfiIsolation.Libraries;

internal sealed partial class ItaniumDemangler(string input, int start)
{
    private const int MaxDepth = 96, MaxSteps = 20_000, MaxText = 8 * CppNames.MaxLength;

    private readonly List<ItaniumPiece> _substitutions = [];
    private IReadOnlyList<ItaniumPiece> _templateArguments = [];
    private int _at = start, _depth, _steps;
    private int _packIndex = -1;
    private int _lambdaDepth;

    /// <summary>What the name just read was: it decides whether a return type follows, and what follows the parameters.</summary>
    private bool _endsInTemplateArguments, _isWithoutReturnType;
    private string _methodQualifiers = "";

    public string? Symbol() => Try(() =>
    {
        var text = Encoding();
        return _at < input.Length && input[_at] == '.' ? text + " [clone " + Rest() + "]" : text;
    });

    public string? NameOnly() => Try(() =>
    {
        if (Peek is 'T' or 'G')
            throw new NotUnderstood();
        var name = Name();
        _at = input.Length; // parameters do not matter
        return name;
    });

    public string? WholeType() => Try(() => Type().Text);

    private string? Try(Func<string> read)
    {
        try
        {
            var text = read();
            return _at == input.Length && text.Length > 0 && text.Length <= MaxText ? text : null;
        }
        catch (NotUnderstood)
        {
            return null;
        }
    }

    // ---- encoding ----

    private string Encoding()
    {
        using var _ = Enter();
        if (Peek is 'T' or 'G')
            return Special();
        var name = Name();
        var qualifiers = _methodQualifiers;
        if (_at >= input.Length || Peek is 'E' or '.')
            return name;
        var result = _endsInTemplateArguments && !_isWithoutReturnType ? Type() : null;
        var parameters = Parameters(static c => c is 'E' or '.');
        var function = name + parameters + qualifiers;
        return result is null ? function : result.Left + (result.Left.EndsWith('(') ? "" : " ") + function + result.Right;
    }

    private string Special()
    {
        var code = Take(2);
        if (code is "Th" or "Tv")
        {
            Offset();
            if (code == "Tv")
                Offset();
            return (code == "Th" ? "non-virtual thunk to " : "virtual thunk to ") + Encoding();
        }
        if (!ItaniumWords.Specials.TryGetValue(code, out var words))
            throw new NotUnderstood();
        return words + (code is "GV" or "TW" or "TH" ? Name() : Type().Text);
    }

    private void Offset()
    {
        Accept('n');
        Number();
        Expect('_');
    }

    /// <summary>Types up to the end, with parentheses; a single <c>void</c> is none.</summary>
    private string Parameters(Func<char, bool> ends)
    {
        var parameters = new List<string>();
        while (_at < input.Length && !ends(Peek))
            AddType(parameters);
        if (parameters.Count == 0)
            throw new NotUnderstood();
        return parameters is ["void"] ? "()" : Bounded("(" + string.Join(", ", parameters) + ")");
    }

    /// <summary>One type, or as many as its pack has.</summary>
    private void AddType(List<string> types)
    {
        var type = Type();
        if (type.Pack is { } pack)
            types.AddRange(pack.Select(p => p.Text));
        else
            types.Add(type.Text);
    }

    // ---- input ----

    private char Peek => _at < input.Length ? input[_at] : '\0';

    private char PeekAt(int offset) => _at + offset < input.Length ? input[_at + offset] : '\0';

    private char Next() => _at < input.Length ? input[_at++] : throw new NotUnderstood();

    private string Take(int count)
    {
        if (count < 0 || count > input.Length - _at)
            throw new NotUnderstood();
        _at += count;
        return input.Substring(_at - count, count);
    }

    private string Rest() => Take(input.Length - _at);

    private bool Accept(char c)
    {
        if (Peek != c || c == '\0')
            return false;
        _at++;
        return true;
    }

    private void Expect(char c)
    {
        if (!Accept(c))
            throw new NotUnderstood();
    }

    private int Number()
    {
        var from = _at;
        var value = 0;
        while (char.IsAsciiDigit(Peek))
        {
            value = value * 10 + (Next() - '0');
            if (value > 1_000_000)
                throw new NotUnderstood();
        }
        return _at > from ? value : throw new NotUnderstood();
    }

    /// <summary>The count of S_, S0_, S1_ ... in base 36, or of T_, T0_ ... in base 10: 0 where there is no digit.</summary>
    private int Ordinal(int numberBase)
    {
        var value = -1;
        while (Peek != '_')
        {
            var c = Next();
            var digit = char.IsAsciiDigit(c) ? c - '0' : c is >= 'A' and <= 'Z' ? c - 'A' + 10 : 99;
            if (digit >= numberBase || value > 100_000)
                throw new NotUnderstood();
            value = Math.Max(value, 0) * numberBase + digit;
        }
        Expect('_');
        return value + 1;
    }

    private Depth Enter()
    {
        if (++_depth > MaxDepth || ++_steps > MaxSteps)
            throw new NotUnderstood();
        return new Depth(this);
    }

    private static string Bounded(string text) => text.Length <= MaxText ? text : throw new NotUnderstood();

    private readonly struct Depth(ItaniumDemangler reader) : IDisposable
    {
        public void Dispose() => reader._depth--;
    }

    /// <summary>Leaves the recursion at once; never leaves this class.</summary>
    private sealed class NotUnderstood : Exception;
}
