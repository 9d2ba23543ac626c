namespace FfiIsolation;

/// <summary>The errors for what is no C: other languages' ways to say a type, a name, or more about a function.</summary>
internal static class ForeignSyntax
{
    private const string SymbolName = "the name of its symbol, as 'ffi inspect' lists it, such as '_ZN3Foo3barEi'";

    /// <summary>Where a type is expected, and the word for it is declared nowhere; null where it may be a type of which only the name is known.</summary>
    public static PrototypeException? AtType(ParserScope scope, Token word)
    {
        TokenReader reader = scope.Reader;
        if (IsScope(reader, 1))
        {
            string name = reader.Peek(3) is { Kind: TokenKind.Identifier } inner ? $"{word.Text}::{inner.Text}" : $"{word.Text}::";
            return reader.Error(word, $"'{name}' is C++", ForeignWords.InsteadOfType(name) ?? "a type of C; whatever else C++ takes has no place in a C function");
        }

        if (reader.Peek(1).Is("<"))
        {
            return reader.Error(word, $"'{word.Text}<...>' is no type of C", ForeignWords.InsteadOfType(word.Text) ?? "what the function really takes: for many values a pointer and their number, as two parameters");
        }

        if (ForeignWords.Apart(word.Text, one => CKeywords.StartsType(one) || scope.IsType(one)) is { } apart)
        {
            return reader.Error(word, $"unknown type {word.Found}", $"a space, '{apart}'");
        }

        return ForeignWords.BeginsFunction(word.Text) && reader.Peek(1).Kind == TokenKind.Identifier
            ? reader.Error(word, $"a declaration of C does not begin with {word.Found}", ForeignWords.InsteadOfModifier(word.Text)!)
            : null;
    }

    /// <summary>Where the parameters of a function are expected behind its name.</summary>
    public static PrototypeException? BehindName(ParserScope scope, Token name)
    {
        TokenReader reader = scope.Reader;
        if (name.Text == "operator" || IsScope(reader, 0))
        {
            return reader.Error(name, name.Text == "operator" ? "operators are C++" : $"'{name.Text}::' is C++", SymbolName);
        }

        return reader.Current.Kind == TokenKind.Identifier && reader.Peek(1).Is("(") && !CKeywords.IsReserved(CKeywords.Plain(reader.Current.Text))
            ? reader.Error(name, $"{name.Found} stands between the type and the name {reader.Current.Found}", "nothing there; macros are not expanded, so leave out what the preprocessor would remove")
            : null;
    }

    /// <summary>A word where a declaration ends.</summary>
    /// <param name="expected">What may stand there.</param>
    public static PrototypeException AtEnd(TokenReader reader, Token word, string expected)
    {
        if (CKeywords.Plain(word.Text) == "asm")
        {
            return reader.Unsupported(word, "asm labels, which give the function another symbol,", "the symbol as the function's name");
        }

        if (ForeignWords.IsTrailing(word.Text))
        {
            return reader.Error(word, $"{word.Found} behind the parameters is C++", "nothing there: leave it out");
        }

        return word.Text.Trim('_') == CKeywords.Attribute.Trim('_') || NearNames.Nearest(word.Text, new[] { CKeywords.Attribute }) is not null
            ? reader.Error(word, $"found {word.Found}", $"';' or the end; did you mean '{CKeywords.Attribute}'?")
            : reader.Error(word, $"found {word.Found}", expected + "; macros are not expanded, so leave out what the preprocessor would remove");
    }

    /// <summary>Where a list of parameters goes on or ends; null for what has no better words than that.</summary>
    public static PrototypeException? InParameters(TokenReader reader) => reader.Current.Text switch
    {
        "=" => reader.Error(reader.Current, "default arguments are C++, not C", "',' or ')'"),
        ":" => reader.Error(reader.Current, "a parameter is no bit-field: C has them in structs and unions alone", "',' or ')'"),
        ";" => reader.Error(reader.Current, "parameters are parted by ','", "',' or ')'"),
        "?" => reader.Error(reader.Current, "C has no types with '?'", "a pointer for what may be missing, as in 'int *n'"),
        _ => null,
    };

    private static bool IsScope(TokenReader reader, int ahead) => reader.Peek(ahead).Is(":") && reader.Peek(ahead + 1).Is(":");
}
