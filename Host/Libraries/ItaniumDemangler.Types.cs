namespace FfiIsolation.Libraries;

internal sealed partial class ItaniumDemangler
{
    private ItaniumPiece Type()
    {
        using var _ = Enter();
        if (Peek is 'r' or 'V' or 'K')
            return Remember(QualifiedType());
        var c = Next();
        switch (c)
        {
            case 'P':
                return Remember(Pointer(Type(), "*"));
            case 'R':
                return Remember(Reference(Type(), "&"));
            case 'O':
                return Remember(Reference(Type(), "&&"));
            case 'C':
                return Remember(Suffixed(Type(), " _Complex"));
            case 'F':
                return Remember(FunctionType(""));
            case 'A':
                return Remember(ArrayType());
            case 'M':
                return Remember(MemberPointer());
            case 'T' when Peek is '_' or (>= '0' and <= '9'):
                _at--;
                var parameter = Remember(TemplateParameter());
                return Peek == 'I' ? Remember(TypeWithArguments(parameter.Text)) : parameter;
            case 'S' when Peek != 't':
                _at--;
                var known = Substitution();
                return Peek == 'I' ? Remember(TypeWithArguments(known.Text)) : known;
            case 'D':
                return ExtendedType();
            case 'u':
                return Remember(new ItaniumPiece(SourceName()));
            case 'N' or 'Z' or 'S':
            case >= '0' and <= '9':
                _at--;
                return Remember(new ItaniumPiece(NameOfType()));
        }
        return ItaniumWords.Builtins.TryGetValue(c, out var word) ? new ItaniumPiece(word) : throw new NotUnderstood();
    }

    /// <summary>A class name inside a type has template arguments of its own, which must not replace those that T_ means here.</summary>
    private string NameOfType()
    {
        var (arguments, ends, without, qualifiers) = (_templateArguments, _endsInTemplateArguments, _isWithoutReturnType, _methodQualifiers);
        var name = Name();
        (_templateArguments, _endsInTemplateArguments, _isWithoutReturnType, _methodQualifiers) = (arguments, ends, without, qualifiers);
        return name;
    }

    private ItaniumPiece TypeWithArguments(string name) => new(Bounded(name + TemplateArguments().Text));

    private ItaniumPiece QualifiedType()
    {
        var words = "";
        while (Peek is 'r' or 'V' or 'K')
            words = Qualifier(Next()) + words;
        if (Accept('F')) // a member function type: the qualifiers go behind its parameters
            return FunctionType(words);
        return Suffixed(Type(), words);
    }

    private static string Qualifier(char code) => code switch { 'K' => " const", 'V' => " volatile", _ => " __restrict" };

    private static ItaniumPiece Suffixed(ItaniumPiece type, string words)
    {
        if (type.Pack is not null)
            throw new NotUnderstood();
        return type with { Left = Bounded(type.Left + words) };
    }

    private static ItaniumPiece Pointer(ItaniumPiece type, string sign)
    {
        if (type.Pack is not null)
            throw new NotUnderstood();
        return type.IsFunctionOrArray
            ? new ItaniumPiece(Bounded(type.Left + (type.Left.EndsWith("(*", StringComparison.Ordinal) ? "(" : " (") + sign), Bounded(")" + type.Right))
            : type with { Left = Bounded(type.Left + sign) };
    }

    private static ItaniumPiece Reference(ItaniumPiece type, string sign)
    {
        // References collapse: T&& with T = int& is int&.
        if (type.Left.EndsWith("&&", StringComparison.Ordinal))
            return sign == "&" ? type with { Left = type.Left[..^1] } : type;
        return type.Left.EndsWith('&') ? type : Pointer(type, sign);
    }

    /// <summary>After the F: result, parameters, E.</summary>
    private ItaniumPiece FunctionType(string qualifiers)
    {
        Accept('Y'); // extern "C"
        var result = Type();
        var parameters = Parameters(c => c == 'E' || (c is 'R' or 'O' && PeekAt(1) == 'E'));
        if (Peek is 'R' or 'O')
            qualifiers += Next() == 'R' ? " &" : " &&";
        Expect('E');
        return new ItaniumPiece(result.Left, Bounded(parameters + qualifiers + result.Right), IsFunctionOrArray: true);
    }

    private ItaniumPiece ArrayType()
    {
        var length = Peek == '_' ? "" : char.IsAsciiDigit(Peek) ? Number().ToString(System.Globalization.CultureInfo.InvariantCulture) : throw new NotUnderstood();
        Expect('_');
        var element = Type();
        return new ItaniumPiece(element.Left, Bounded(" [" + length + "]" + element.Right.TrimStart(' ')), IsFunctionOrArray: true);
    }

    private ItaniumPiece MemberPointer()
    {
        var owner = Type();
        var member = Type();
        return member.IsFunctionOrArray
            ? new ItaniumPiece(Bounded(member.Left + " (" + owner.Text + "::*"), Bounded(")" + member.Right))
            : member with { Left = Bounded(member.Left + " " + owner.Text + "::*") };
    }

    private ItaniumPiece ExtendedType()
    {
        var code = Next();
        if (code == 'o') // noexcept function type
        {
            Expect('F');
            return Remember(FunctionType(" noexcept"));
        }
        if (code == 'p')
            return Remember(new ItaniumPiece("", Pack: PackExpansion()));
        return ItaniumWords.ExtendedBuiltins.TryGetValue(code, out var word) ? new ItaniumPiece(word) : throw new NotUnderstood();
    }

    // ---- templates ----

    private (string Text, IReadOnlyList<ItaniumPiece> Arguments) TemplateArguments()
    {
        using var _ = Enter();
        Expect('I');
        var arguments = ArgumentsUpToEnd();
        var text = string.Join(", ", arguments.Select(a => a.Text).Where(t => t.Length > 0));
        return (Bounded("<" + text + (text.EndsWith('>') ? " >" : ">")), arguments);
    }

    private List<ItaniumPiece> ArgumentsUpToEnd()
    {
        var arguments = new List<ItaniumPiece>();
        while (!Accept('E'))
            arguments.Add(TemplateArgument());
        return arguments;
    }

    private ItaniumPiece TemplateArgument()
    {
        using var _ = Enter();
        if (Accept('J'))
            return new ItaniumPiece("", Pack: ArgumentsUpToEnd());
        if (Accept('L'))
            return new ItaniumPiece(Literal());
        return Peek == 'X' ? throw new NotUnderstood() : Type(); // expressions are left to c++filt
    }

    private string Literal()
    {
        if (Peek == '_' && PeekAt(1) == 'Z')
        {
            _at += 2;
            var name = Encoding();
            Expect('E');
            return name;
        }
        var code = Peek;
        var type = Type().Text;
        var sign = Accept('n') ? "-" : "";
        var from = _at;
        while (char.IsAsciiDigit(Peek))
            _at++;
        var digits = input[from.._at];
        if (digits.Length == 0)
            throw new NotUnderstood(); // floating literals are written as bytes
        Expect('E');
        if (code == 'b')
            return digits is "0" or "1" && sign.Length == 0 ? (digits == "1" ? "true" : "false") : throw new NotUnderstood();
        return ItaniumWords.LiteralSuffixes.TryGetValue(code, out var suffix) ? sign + digits + suffix : "(" + type + ")" + sign + digits;
    }

    private ItaniumPiece TemplateParameter()
    {
        Expect('T');
        var number = Ordinal(10);
        if (_lambdaDepth > 0)
            return new ItaniumPiece("auto:" + (number + 1)); // generic lambda
        if (number >= _templateArguments.Count)
            throw new NotUnderstood();
        return InRound(_templateArguments[number]);
    }

    /// <summary>A pack named inside its expansion is its element of this round.</summary>
    private ItaniumPiece InRound(ItaniumPiece piece) =>
        piece.Pack is { } pack && _packIndex >= 0 ? (_packIndex < pack.Count ? pack[_packIndex] : new ItaniumPiece("")) : piece;

    /// <summary>After Dp: the pattern, read once for each element of the pack that it names.</summary>
    private List<ItaniumPiece> PackExpansion()
    {
        using var _ = Enter();
        var (from, outer) = (_at, _packIndex);
        var count = PackSize(from);
        var known = _substitutions.Count;
        var pieces = new List<ItaniumPiece>();
        var parts = new List<List<ItaniumPiece>>(); // what each round added to the substitutions
        for (var i = 0; i < Math.Max(count, 1); i++)
        {
            _at = from;
            _packIndex = i;
            var piece = Type();
            parts.Add(_substitutions.GetRange(known, _substitutions.Count - known));
            _substitutions.RemoveRange(known, _substitutions.Count - known);
            if (i < count)
                pieces.Add(piece);
        }
        _packIndex = outer;
        // A substitution inside the pattern stands for one element in each round, so it is a pack itself.
        for (var k = 0; k < parts[0].Count; k++)
        {
            if (parts.Any(p => p.Count != parts[0].Count))
                throw new NotUnderstood();
            _substitutions.Add(count == 1 || parts.All(p => p[k].Text == parts[0][k].Text) && count > 0
                ? parts[0][k]
                : new ItaniumPiece("", Pack: count == 0 ? [] : parts.Select(p => p[k]).ToList()));
        }
        return pieces;
    }

    /// <summary>The size of the pack that the pattern refers to: of the only pack there is.</summary>
    private int PackSize(int from)
    {
        var packs = _templateArguments.Where(a => a.Pack is not null).ToList();
        return packs.Count == 1 && from < input.Length ? packs[0].Pack!.Count : throw new NotUnderstood();
    }

    // ---- substitutions ----

    private ItaniumPiece Remember(ItaniumPiece piece)
    {
        Bounded(piece.Left);
        _substitutions.Add(piece);
        return piece;
    }

    private ItaniumPiece Substitution()
    {
        using var _ = Enter();
        Expect('S');
        if (char.IsAsciiLetterLower(Peek))
            return ItaniumWords.Abbreviations.TryGetValue(Next(), out var text) ? new ItaniumPiece(text) : throw new NotUnderstood();
        var number = Ordinal(36);
        return number < _substitutions.Count ? InRound(_substitutions[number]) : throw new NotUnderstood();
    }
}
