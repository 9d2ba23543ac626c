namespace FfiIsolation.Libraries;

internal sealed partial class ItaniumDemangler
{
    private string Name()
    {
        using var _ = Enter();
        _endsInTemplateArguments = _isWithoutReturnType = false;
        _methodQualifiers = "";
        switch (Peek)
        {
            case 'N':
                return NestedName();
            case 'Z':
                return LocalName();
        }
        string name;
        if (Peek == 'S' && PeekAt(1) != 't')
        {
            name = Substitution().Text;
            if (Peek != 'I')
                throw new NotUnderstood(); // a function is never only a substitution
        }
        else
        {
            name = UnscopedName();
            if (Peek == 'I')
                _substitutions.Add(new ItaniumPiece(name));
        }
        return Peek == 'I' ? WithTemplateArguments(name) : name;
    }

    private string UnscopedName()
    {
        if (Peek == 'S' && PeekAt(1) == 't')
        {
            _at += 2;
            return "std::" + UnqualifiedName("std");
        }
        return UnqualifiedName("");
    }

    private string WithTemplateArguments(string name)
    {
        var (text, arguments) = TemplateArguments();
        _templateArguments = arguments;
        _endsInTemplateArguments = true;
        return Bounded(name + (name.EndsWith('<') ? " " : "") + text);
    }

    private string NestedName()
    {
        Expect('N');
        var qualifiers = "";
        while (Peek is 'r' or 'V' or 'K')
            qualifiers = Qualifier(Next()) + qualifiers;
        if (Peek is 'R' or 'O')
            qualifiers += Next() == 'R' ? " &" : " &&";

        var name = "";
        while (!Accept('E'))
        {
            using var _ = Enter();
            var isSubstitution = false;
            if (Peek == 'I')
            {
                if (name.Length == 0)
                    throw new NotUnderstood();
                name = WithTemplateArguments(name);
            }
            else
            {
                _endsInTemplateArguments = _isWithoutReturnType = false;
                if (Peek == 'S' && PeekAt(1) == 't' && name.Length == 0)
                {
                    _at += 2;
                    name = "std";
                    isSubstitution = true;
                }
                else if (Peek == 'S' && name.Length == 0)
                {
                    name = Substitution().Text;
                    isSubstitution = true;
                }
                else if (Peek == 'T' && name.Length == 0)
                    name = TemplateParameter().Text;
                else
                    name = (name.Length == 0 ? "" : name + "::") + UnqualifiedName(name);
            }
            Accept('M'); // a data member prefix, before a lambda in an initialiser
            if (!isSubstitution && Peek != 'E')
                _substitutions.Add(new ItaniumPiece(Bounded(name)));
        }
        if (name.Length == 0)
            throw new NotUnderstood();
        _methodQualifiers = qualifiers;
        return name;
    }

    private string LocalName()
    {
        Expect('Z');
        var function = Encoding();
        Expect('E');
        if (Accept('s'))
        {
            Discriminator();
            (_endsInTemplateArguments, _methodQualifiers) = (false, "");
            return function + "::string literal";
        }
        if (Peek == 'd')
            throw new NotUnderstood(); // a name in a default argument
        var entity = Name();
        Discriminator();
        return Bounded(function + "::" + entity);
    }

    private void Discriminator()
    {
        if (!Accept('_'))
            return;
        if (Accept('_'))
        {
            Number();
            Expect('_');
        }
        else if (!char.IsAsciiDigit(Next()))
            throw new NotUnderstood();
    }

    /// <param name="scope">What it is a member of: constructors and destructors are called like it.</param>
    private string UnqualifiedName(string scope)
    {
        Accept('L'); // internal linkage: says nothing to a reader
        string name;
        if (char.IsAsciiDigit(Peek))
            name = SourceName();
        else if (Peek == 'C' && PeekAt(1) is >= '1' and <= '5')
        {
            _at += 2;
            _isWithoutReturnType = true;
            name = BaseName(scope);
        }
        else if (Peek == 'D' && PeekAt(1) is >= '0' and <= '5')
        {
            _at += 2;
            _isWithoutReturnType = true;
            name = "~" + BaseName(scope);
        }
        else if (Peek == 'U')
            name = UnnamedType();
        else if (char.IsAsciiLetterLower(Peek))
            name = Operator();
        else
            throw new NotUnderstood();
        while (Accept('B'))
            name += "[abi:" + SourceName() + "]";
        return name;
    }

    private string SourceName()
    {
        var name = Take(Number());
        if (name.Length == 0)
            throw new NotUnderstood();
        return name.StartsWith("_GLOBAL__N", StringComparison.Ordinal) ? "(anonymous namespace)" : name;
    }

    private string UnnamedType()
    {
        Expect('U');
        if (Accept('t'))
            return "{unnamed type#" + (Ordinal(10) + 1) + "}";
        Expect('l');
        _lambdaDepth++;
        var parameters = Parameters(static c => c == 'E');
        _lambdaDepth--;
        Expect('E');
        return "{lambda" + parameters + "#" + (Ordinal(10) + 1) + "}";
    }

    private string Operator()
    {
        var code = Take(2);
        if (code == "cv")
        {
            if (Peek == 'T')
                throw new NotUnderstood(); // refers to template arguments that come later
            _isWithoutReturnType = true;
            return "operator " + Type().Text;
        }
        if (code == "li")
            return "operator\"\" " + SourceName();
        return ItaniumWords.Operators.TryGetValue(code, out var sign) ? "operator" + sign : throw new NotUnderstood();
    }

    /// <summary>The last component of a qualified name, without template arguments.</summary>
    private static string BaseName(string scope)
    {
        var end = scope.Length;
        if (end > 0 && scope[end - 1] == '>')
        {
            var open = 0;
            while (end > 0)
            {
                var c = scope[--end];
                open += c == '>' ? 1 : c == '<' ? -1 : 0;
                if (open == 0)
                    break;
            }
        }
        var name = scope[..end];
        var depth = 0;
        for (var i = name.Length - 1; i > 0; i--)
        {
            depth += name[i] is '>' or ')' or '}' ? 1 : name[i] is '<' or '(' or '{' ? -1 : 0;
            if (depth == 0 && name[i] == ':' && name[i - 1] == ':')
            {
                name = name[(i + 1)..];
                break;
            }
        }
        var tag = name.IndexOf("[abi:", StringComparison.Ordinal);
        name = tag > 0 ? name[..tag] : name;
        return name.Length > 0 ? name : throw new NotUnderstood();
    }
}
