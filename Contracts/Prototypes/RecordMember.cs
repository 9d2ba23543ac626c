namespace FfiIsolation;

/// <summary>One member of a struct or union. Immutable.</summary>
public sealed class RecordMember
{
    internal RecordMember(MemberDraft draft, long bitPosition, bool isWholeUnit)
    {
        Draft = draft;
        BitPosition = bitPosition;
        IsWholeUnit = isWholeUnit;
    }

    /// <summary>Its name; null for an unnamed bit-field, and for an unnamed struct or union, whose members count as the outer one's.</summary>
    public string? Name => Draft.Name;

    /// <summary>Its type; for a bit-field the declared one.</summary>
    public CType Type => Draft.Type;

    /// <summary>Its qualifiers.</summary>
    public TypeQualifiers Qualifiers => Draft.Qualifiers;

    /// <summary>Where it begins.</summary>
    /// <value>Bytes from the start of the record; for a bit-field the byte that holds its lowest bit.</value>
    public int Offset => (int)(BitPosition / 8);

    /// <summary>For a bit-field, where its lowest bit is in the byte at <see cref="Offset"/>.</summary>
    /// <value>0 (the lowest bit of the byte) to 7; 0 for other members.</value>
    public int BitOffset => (int)(BitPosition % 8);

    /// <summary>For a bit-field, its width; it lies in the bits upwards from its lowest, over as many bytes as it needs.</summary>
    /// <value>0 to 128 bits; null for other members.</value>
    public int? BitWidth => Draft.BitWidth;

    /// <summary>What was written, for its text.</summary>
    internal MemberDraft Draft { get; }

    internal long BitPosition { get; }

    /// <summary>A bit-field of 8, 16, 32, 64 or 128 bits on such a boundary, which GCC treats as an ordinary integer.</summary>
    internal bool IsWholeUnit { get; }

    /// <summary>The member as C writes it, such as <c>int x : 3</c>.</summary>
    /// <returns>C text without semicolon.</returns>
    public override string ToString() => RecordText.Write(this);

    internal RecordMember MovedBy(long bits) => new(Draft, BitPosition + bits, IsWholeUnit);
}
