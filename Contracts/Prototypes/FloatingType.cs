namespace FfiIsolation;

/// <summary>A floating type.</summary>
public sealed class FloatingType : CType
{
    private readonly string _name;

    internal FloatingType(FloatingKind kind, string name, int size)
        : base(size, alignment: size)
    {
        Kind = kind;
        _name = name;
    }

    /// <summary>Which floating type of C it is.</summary>
    public FloatingKind Kind { get; }

    /// <summary>How it was written: <c>double</c>, or a typedef such as <c>double_t</c>.</summary>
    public string Name => TypedefName ?? _name;

    private protected override string DeclareUnnamed(TypeQualifiers qualifiers, string declarator) => Declare(qualifiers, Name, declarator);

    private protected override bool EqualsSameKind(CType other) =>
        other is FloatingType floating && floating.Kind == Kind && floating.Name == Name && floating.Size == Size;
}
