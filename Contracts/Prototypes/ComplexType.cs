namespace FfiIsolation;

/// <summary>A complex number: its real part, then its imaginary part.</summary>
public sealed class ComplexType : CType
{
    internal ComplexType(FloatingType part)
        : base(2 * part.Size, part.Alignment)
    {
        Part = part;
    }

    /// <summary>The type of each part.</summary>
    public FloatingType Part { get; }

    private protected override string DeclareUnnamed(TypeQualifiers qualifiers, string declarator) =>
        Declare(qualifiers, "_Complex " + Part.Name, declarator);

    private protected override bool EqualsSameKind(CType other) => other is ComplexType complex && complex.Part.Equals(Part);
}
