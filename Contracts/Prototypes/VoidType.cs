namespace FfiIsolation;

/// <summary><c>void</c>: no result, or a pointer's target of unknown type.</summary>
public sealed class VoidType : CType
{
    private VoidType()
        : base(size: 0, alignment: 1)
    {
    }

    /// <summary>The one there is.</summary>
    public static VoidType Instance { get; } = new();

    private protected override string DeclareUnnamed(TypeQualifiers qualifiers, string declarator) => Declare(qualifiers, "void", declarator);

    private protected override bool EqualsSameKind(CType other) => true;
}
