namespace FfiIsolation;

/// <summary>What stands in front of a declarator: the base type and what qualifies it.</summary>
internal sealed class Specifiers
{
    public Specifiers(CType type, TypeQualifiers qualifiers, Token typeToken, bool isNoReturn)
    {
        Type = type;
        Qualifiers = qualifiers;
        TypeToken = typeToken;
        IsNoReturn = isNoReturn;
    }

    public CType Type { get; }

    public TypeQualifiers Qualifiers { get; }

    /// <summary>Where the type was named, for errors about it.</summary>
    public Token TypeToken { get; }

    public bool IsNoReturn { get; }
}
