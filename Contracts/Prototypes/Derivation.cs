namespace FfiIsolation;

/// <summary>One step of a declarator: "pointer to", "array of" or "function returning".</summary>
internal sealed class Derivation
{
    public Derivation(DerivationKind kind, Token at, TypeQualifiers qualifiers = TypeQualifiers.None)
    {
        Kind = kind;
        At = at;
        Qualifiers = qualifiers;
    }

    public DerivationKind Kind { get; }

    public Token At { get; }

    /// <summary>Of the pointer, or of the pointer that an array parameter becomes.</summary>
    public TypeQualifiers Qualifiers { get; }

    /// <summary>The n of <c>[static n]</c>.</summary>
    public int? MinimumLength { get; set; }

    /// <summary>Names after a dot in the brackets, as man pages write sizes: <c>void buf[.count]</c>.</summary>
    public List<Token> SizeNames { get; } = new();

    /// <summary>The length of an array that is none of a parameter; null for <c>[]</c>.</summary>
    public int? Length { get; set; }

    /// <summary>The parameters of a function.</summary>
    public ParameterList? Parameters { get; set; }
}
