namespace FfiIsolation;

/// <summary>A member as it was declared, before it has a place.</summary>
internal sealed class MemberDraft
{
    public MemberDraft(string? name, CType type, TypeQualifiers qualifiers, int? bitWidth, bool isPacked, int? alignment)
    {
        Name = name;
        Type = type;
        Qualifiers = qualifiers;
        BitWidth = bitWidth;
        IsPacked = isPacked;
        Alignment = alignment;
    }

    public string? Name { get; }

    public CType Type { get; }

    public TypeQualifiers Qualifiers { get; }

    public int? BitWidth { get; }

    /// <summary>Whether the member itself says <c>packed</c>.</summary>
    public bool IsPacked { get; }

    /// <summary>What its own <c>aligned</c> or <c>_Alignas</c> says, in bytes; null where it says nothing.</summary>
    public int? Alignment { get; }
}
