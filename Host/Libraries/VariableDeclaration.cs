namespace FfiIsolation.Libraries;

/// <summary>Finds out which variable is meant: a declared one by its name, or one that is declared on the spot.</summary>
internal static class VariableDeclaration
{
    /// <exception cref="PrototypeException">The name is not declared (names near ones), or the text is no declaration of one variable.</exception>
    public static DeclaredVariable Read(string text, Declarations declarations)
    {
        string trimmed = text.Trim();
        if (declarations.FindVariable(trimmed) is { } known)
        {
            return known;
        }

        var source = new SourceText(text);
        if (Prototype.IsName(trimmed))
        {
            IReadOnlyList<string> near = NearNames.Find(trimmed, declarations.Variables.Select(variable => variable.Name));
            throw source.Error(0, text.Length, declarations.FindFunction(trimmed) is null ? $"'{trimmed}' is not declared as a variable" : $"'{trimmed}' is a function",
                "the name of a declared variable, or its declaration, such as 'extern int verbosity'" + (near.Count == 0 ? "" : $"; did you mean '{near[0]}'?"));
        }

        Declarations parsed = Declarations.Parse(trimmed.EndsWith(';') ? text : text + ";", declarations);
        DeclaredVariable[] added = [.. parsed.Variables.Skip(declarations.Variables.Length)];
        if (added is [DeclaredVariable variable] && parsed.Functions.Length == declarations.Functions.Length)
        {
            return variable;
        }

        return added.Length == 0 && parsed.Functions.Length == declarations.Functions.Length
            && parsed.Variables.FirstOrDefault(declared => trimmed.TrimEnd(';', ' ').EndsWith(declared.Name, StringComparison.Ordinal)) is { } again
            ? again
            : throw source.Error(0, text.Length, "this is not the declaration of one variable", "one, such as 'extern int verbosity'");
    }
}
