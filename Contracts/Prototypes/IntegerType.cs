namespace FfiIsolation;

/// <summary>An integer type, character types included.</summary>
public sealed class IntegerType : CType
{
    private readonly string _name;

    internal IntegerType(IntegerKind kind, string name, int size, bool isSigned)
        : base(size, alignment: size)
    {
        Kind = kind;
        _name = name;
        IsSigned = isSigned;
    }

    /// <summary>Which integer type of C it is.</summary>
    public IntegerKind Kind { get; }

    /// <summary>How it was written: <c>size_t</c>, or a C type in its usual order, such as <c>unsigned long</c>.</summary>
    public string Name => TypedefName ?? _name;

    /// <summary>Whether it has negative values.</summary>
    public bool IsSigned { get; }

    /// <summary>Whether it is a code unit of text: <c>char</c>, <c>wchar_t</c>, <c>char16_t</c>, <c>char32_t</c>.</summary>
    public bool IsCharacter => Kind is IntegerKind.Char or IntegerKind.WideChar or IntegerKind.Char16 or IntegerKind.Char32;

    private protected override string DeclareUnnamed(TypeQualifiers qualifiers, string declarator) => Declare(qualifiers, Name, declarator);

    private protected override bool EqualsSameKind(CType other) =>
        other is IntegerType integer && integer.Kind == Kind && integer.Name == Name && integer.Size == Size && integer.IsSigned == IsSigned;
}
