using System.Collections.Immutable;

namespace FfiIsolation;

/// <summary>What all uses of one struct or union share. Filled in once, when its closing brace is read: pointers to it exist before.</summary>
internal sealed class RecordDefinition
{
    public RecordDefinition(TagKind kind, string? tag)
    {
        Kind = kind;
        Tag = tag;
    }

    public TagKind Kind { get; }

    public string? Tag { get; }

    public bool IsComplete { get; private set; }

    public ImmutableArray<RecordMember> Members { get; private set; } = ImmutableArray<RecordMember>.Empty;

    public int Size { get; private set; }

    public int Alignment { get; private set; } = 1;

    public int Depth { get; private set; } = 1;

    public long Parts { get; private set; } = 1;

    /// <summary>What was written behind the members.</summary>
    public bool IsPacked { get; private set; }

    public int? RequestedAlignment { get; private set; }

    public void Complete(RecordLayout layout, bool isPacked, int? requestedAlignment)
    {
        Members = layout.Members;
        Depth = 1 + Members.Aggregate(0, (most, member) => Math.Max(most, member.Type.Depth));
        Parts = PartsOf(Members);
        Size = (int)layout.Size;
        Alignment = layout.Alignment;
        IsPacked = isPacked;
        RequestedAlignment = requestedAlignment;
        IsComplete = true;
    }

    /// <summary>Those of the members, and one for itself.</summary>
    public static long PartsOf(ImmutableArray<RecordMember> members) => 1 + members.Sum(member => member.Type.Parts);
}
