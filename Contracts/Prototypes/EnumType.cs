using System.Collections.Immutable;

namespace FfiIsolation;

/// <summary>An enum: an integer type whose values have names.</summary>
public sealed class EnumType : CType
{
    internal EnumType(string? tag, IntegerType underlyingType, ImmutableArray<EnumConstant> constants)
        : base(underlyingType.Size, underlyingType.Alignment)
    {
        Tag = tag;
        UnderlyingType = underlyingType;
        Constants = constants;
    }

    /// <summary>The name behind <c>enum</c>, or null for one without.</summary>
    public string? Tag { get; }

    /// <summary>The integer type that holds it, as GCC chooses: <c>unsigned int</c>, <c>int</c> if a value is negative, a 64-bit type if one does not fit,
    /// and the smallest that holds them all for <c>__attribute__((packed))</c>.</summary>
    public IntegerType UnderlyingType { get; }

    /// <summary>Its names and values in the order of the text.</summary>
    public ImmutableArray<EnumConstant> Constants { get; }

    /// <summary>The constant of a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The constant, or null if the enum has none of that name.</returns>
    public EnumConstant? Find(string name) => Constants.FirstOrDefault(constant => constant.Name == name);

    /// <summary>The first constant of a value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The constant, or null if no name has that value.</returns>
    public EnumConstant? Find(long value) => Constants.FirstOrDefault(constant => constant.Value == value);

    private protected override string DeclareUnnamed(TypeQualifiers qualifiers, string declarator) =>
        Declare(qualifiers, Tag is null ? RecordText.Write(this) : "enum " + Tag, declarator);

    private protected override bool EqualsSameKind(CType other) =>
        other is EnumType type && type.Tag == Tag && type.UnderlyingType.Equals(UnderlyingType) && type.Constants.SequenceEqual(Constants);
}
