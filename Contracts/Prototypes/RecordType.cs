using System.Collections.Immutable;

namespace FfiIsolation;

/// <summary>A struct or union that declarations know. Without a definition there (<c>struct foo;</c>) it is not complete: good for pointers to it.</summary>
public sealed class RecordType : CType
{
    internal RecordType(RecordDefinition definition)
        : base(size: 0, alignment: 1)
    {
        Definition = definition;
    }

    /// <summary>The keyword: <see cref="TagKind.Struct"/> or <see cref="TagKind.Union"/>.</summary>
    public TagKind Kind => Definition.Kind;

    /// <summary>The name behind the keyword, or null for one without.</summary>
    public string? Tag => Definition.Tag;

    /// <summary>Its members in the order of the text, unnamed ones and padding bit-fields included; empty if it is not complete.</summary>
    public ImmutableArray<RecordMember> Members => Definition.Members;

    internal RecordDefinition Definition { get; }

    internal override int Depth => Definition.Depth;

    internal override long Parts => Definition.Parts;

    internal override int NaturalAlignment => Definition.Alignment;

    private protected override int SizeNow => Definition.Size;

    private protected override bool IsCompleteNow => Definition.IsComplete;

    /// <summary>Every member that has a name, those of unnamed structs and unions in it included, with places counted from the start of this record.</summary>
    /// <returns>The members in the order of the text.</returns>
    public IEnumerable<RecordMember> NamedMembers()
    {
        foreach (RecordMember member in Members)
        {
            if (member.Name is not null)
            {
                yield return member;
            }
            else if (member.BitWidth is null && member.Type is RecordType inner)
            {
                foreach (RecordMember nested in inner.NamedMembers())
                {
                    yield return nested.MovedBy(member.BitPosition);
                }
            }
        }
    }

    /// <summary>The member of a name, be it in an unnamed struct or union.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The member, its place counted from the start of this record; null if there is none.</returns>
    public RecordMember? Find(string name) => NamedMembers().FirstOrDefault(member => member.Name == name);

    /// <summary>The definition as C writes it, such as <c>struct point { int x; int y; }</c>.</summary>
    /// <returns>C text; only keyword and tag if it is not complete. <c>#pragma pack</c>, where it was in force, is not in it.</returns>
    public string ToDefinition() => IsComplete ? RecordText.Write(this) : DeclareUnnamed(TypeQualifiers.None, "");

    private protected override string DeclareUnnamed(TypeQualifiers qualifiers, string declarator) =>
        Declare(qualifiers, Tag is null ? RecordText.Write(this) : $"{RecordText.Keyword(Kind)} {Tag}", declarator);

    // The same definition, or one that says the same: texts of members name tags, so that a record that points at itself ends here.
    private protected override bool EqualsSameKind(CType other) =>
        other is RecordType record && (ReferenceEquals(record.Definition, Definition)
            || (record.Kind == Kind && record.Tag == Tag && record.IsComplete == IsComplete && record.Size == Size
                && record.Definition.Alignment == Definition.Alignment && RecordText.Write(record) == RecordText.Write(this)
                && record.Members.Select(member => member.BitPosition).SequenceEqual(Members.Select(member => member.BitPosition))));
}
