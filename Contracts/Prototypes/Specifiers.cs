namespace FfiIsolation;

/// <summary>What stands in front of a declarator: the base type and what qualifies it.</summary>
internal sealed class Specifiers
{
    public Specifiers(CType type, TypeQualifiers qualifiers, Token typeToken)
    {
        Type = type;
        Qualifiers = qualifiers;
        TypeToken = typeToken;
    }

    public CType Type { get; }

    public TypeQualifiers Qualifiers { get; }

    /// <summary>Where the type was named, for errors about it.</summary>
    public Token TypeToken { get; }

    public bool IsNoReturn { get; set; }

    public bool IsTypedef { get; set; }

    /// <summary>What <c>_Alignas</c> says, in bytes; null where it says nothing.</summary>
    public int? Alignment { get; set; }

    /// <summary>Where the first <c>_Alignas</c> stands.</summary>
    public Token AlignmentToken { get; set; }

    /// <summary>Whether a struct, union or enum is defined or declared here, so that no name need follow.</summary>
    public bool IsTag { get; set; }
}
