namespace FfiIsolation;

/// <summary>A type known by name only, such as <c>FILE</c>, <c>sqlite3</c> or <c>struct stat</c>: good for pointers to it, never by value.</summary>
public sealed class OpaqueType : CType
{
    internal OpaqueType(TagKind tag, string name)
        : base(size: 0, alignment: 1)
    {
        Tag = tag;
        Name = name;
    }

    /// <summary>The keyword in front of the name.</summary>
    public TagKind Tag { get; }

    /// <summary>The name, without keyword.</summary>
    public string Name { get; }

    private protected override string DeclareUnnamed(TypeQualifiers qualifiers, string declarator) =>
        Declare(qualifiers, Tag switch
        {
            TagKind.Struct => "struct " + Name,
            TagKind.Union => "union " + Name,
            TagKind.Enum => "enum " + Name,
            _ => Name,
        }, declarator);

    private protected override bool EqualsSameKind(CType other) =>
        other is OpaqueType opaque && opaque.Tag == Tag && opaque.Name == Name;
}
