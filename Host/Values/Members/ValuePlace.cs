namespace FfiIsolation.Members;

/// <summary>Where one value lies within the bytes of another, and what it is.</summary>
/// <param name="Type">Its type; for a bit-field the declared one.</param>
/// <param name="BitPosition">Its lowest bit, counted from the start of the bytes.</param>
/// <param name="BitWidth">For a bit-field, its width; null for everything else, which begins at a byte.</param>
/// <param name="Path">How it was asked for, for messages.</param>
internal readonly record struct ValuePlace(CType Type, long BitPosition, int? BitWidth, string Path)
{
    public int Offset => (int)(BitPosition / 8);

    /// <summary>The integer type behind it, for integers, enums and bool; null for other types.</summary>
    public IntegerType? Integer => Type switch
    {
        IntegerType integer => integer,
        EnumType named => named.UnderlyingType,
        _ => null,
    };

    /// <summary>How many bits an integer has here.</summary>
    public int Bits => BitWidth ?? (8 * Type.Size);

    /// <summary>How messages name it: <c>'inner.y', an int : 3</c>.</summary>
    public override string ToString()
    {
        string type = BitWidth is { } width ? $"{Type} : {width}" : Type.ToString();
        return Path.Length == 0 ? $"of type '{type}'" : $"'{Path}' of type '{type}'";
    }

    public Span<byte> In(Span<byte> bytes) => bytes.Slice(Offset, Type.Size);

    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> bytes) => bytes.Slice(Offset, Type.Size);

    public ValuePlace Element(ArrayType array, long index) =>
        new(array.Element, BitPosition + (8 * index * array.Element.Size), null, $"{Path}[{index}]");

    /// <summary>A member of the record that lies here.</summary>
    /// <param name="member">With its place counted from the start of the record.</param>
    public ValuePlace Member(RecordMember member) =>
        new(member.Type, BitPosition + (8L * member.Offset) + member.BitOffset, member.BitWidth,
            member.Name is null ? Path : Path.Length == 0 ? member.Name : $"{Path}.{member.Name}");
}
