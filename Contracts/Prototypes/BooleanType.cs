namespace FfiIsolation;

/// <summary><c>_Bool</c>, written <c>bool</c>: one byte that is 0 or 1; any other value in it is undefined behaviour in C.</summary>
public sealed class BooleanType : CType
{
    private BooleanType()
        : base(size: 1, alignment: 1)
    {
    }

    /// <summary>The one there is.</summary>
    public static BooleanType Instance { get; } = new();

    private protected override string DeclareUnnamed(TypeQualifiers qualifiers, string declarator) => Declare(qualifiers, "bool", declarator);

    private protected override bool EqualsSameKind(CType other) => true;
}
