namespace FfiIsolation;

/// <summary>A floating type.</summary>
public sealed class FloatingType : CType
{
    internal FloatingType(FloatingKind kind, string name, int size)
        : base(size, alignment: size)
    {
        Kind = kind;
        Name = name;
    }

    /// <summary>Which floating type of C it is.</summary>
    public FloatingKind Kind { get; }

    /// <summary>How it was written: <c>double</c>, or a typedef such as <c>double_t</c>.</summary>
    public string Name { get; }

    internal override string Declare(TypeQualifiers qualifiers, string declarator) => Declare(qualifiers, Name, declarator);

    private protected override bool EqualsSameKind(CType other) =>
        other is FloatingType floating && floating.Kind == Kind && floating.Name == Name && floating.Size == Size;
}
