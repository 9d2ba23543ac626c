namespace FfiIsolation;

/// <summary>A global variable that declarations name. Immutable.</summary>
public sealed class DeclaredVariable
{
    internal DeclaredVariable(string name, CType type, TypeQualifiers qualifiers)
    {
        Name = name;
        Type = type;
        Qualifiers = qualifiers;
    }

    /// <summary>Its name, which is the symbol to look up in the library.</summary>
    public string Name { get; }

    /// <summary>Its type. An array may be of unknown length: <c>extern char *list[];</c>.</summary>
    public CType Type { get; }

    /// <summary>Its qualifiers.</summary>
    public TypeQualifiers Qualifiers { get; }

    /// <summary>The declaration as C writes it, such as <c>const char *name</c>.</summary>
    /// <returns>C text without <c>extern</c> and semicolon.</returns>
    public override string ToString() => Type.Declare(Qualifiers, Name);
}
