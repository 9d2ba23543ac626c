using System.Globalization;

namespace FfiIsolation;

/// <summary>An array. As a parameter it is the pointer that C makes of it; a member or a typedef can be one.</summary>
public sealed class ArrayType : CType
{
    internal ArrayType(CType element, TypeQualifiers elementQualifiers, int? length)
        : base(element.Size * (length ?? 0), element.Alignment)
    {
        Element = element;
        ElementQualifiers = elementQualifiers;
        Length = length;
    }

    /// <summary>The type of its elements; an array of its own for several dimensions.</summary>
    public CType Element { get; }

    /// <summary>The qualifiers of its elements.</summary>
    public TypeQualifiers ElementQualifiers { get; }

    /// <summary>How many elements.</summary>
    /// <value>0 or more; null for the flexible array at the end of a struct, <c>int data[]</c>.</value>
    public int? Length { get; }

    internal override int Depth => 1 + Element.Depth;

    internal override long Parts => Element.Size == 0 ? Math.Max(1, Length ?? 0) * Element.Parts : Element.Parts;

    internal override int NaturalAlignment => Element.Alignment;

    private protected override bool IsCompleteNow => Length is not null;

    private protected override string DeclareUnnamed(TypeQualifiers qualifiers, string declarator) =>
        Element.Declare(qualifiers | ElementQualifiers, $"{declarator}[{Length?.ToString(CultureInfo.InvariantCulture)}]");

    private protected override bool EqualsSameKind(CType other) =>
        other is ArrayType array && array.Length == Length && array.ElementQualifiers == ElementQualifiers && array.Element.Equals(Element);
}
