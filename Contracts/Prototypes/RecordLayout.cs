using System.Collections.Immutable;

namespace FfiIsolation;

/// <summary>Places the members of a struct or union as GCC does on x86-64 (stor-layout.c: the System V ABI, 3.1.2, and what it leaves open about
/// bit-fields, <c>packed</c> and <c>aligned</c>). Pure; everything is counted in bits.</summary>
internal sealed class RecordLayout
{
    private const int Byte = 8;

    private readonly bool _isUnion;
    private readonly bool _isPacked;
    private readonly int _packing;
    private readonly ImmutableArray<RecordMember>.Builder _members;
    private long _end;
    private long _recordAlignment;

    private RecordLayout(bool isUnion, bool isPacked, int? requestedAlignment, int? packing, int count)
    {
        _isUnion = isUnion;
        _isPacked = isPacked;
        _packing = Byte * (packing ?? 0);
        _recordAlignment = Byte * Math.Max(1, requestedAlignment ?? 1);
        _members = ImmutableArray.CreateBuilder<RecordMember>(count);
    }

    public ImmutableArray<RecordMember> Members => _members.ToImmutable();

    /// <summary>Bytes. May be more than a type can have: whoever asked for the layout looks.</summary>
    public long Size => RoundUp(_end, _recordAlignment) / Byte;

    public int Alignment => (int)(_recordAlignment / Byte);

    /// <param name="packing">What <c>#pragma pack</c> says, in bytes; null where it says nothing.</param>
    public static RecordLayout Of(IReadOnlyList<MemberDraft> members, bool isUnion, bool isPacked, int? requestedAlignment, int? packing)
    {
        var layout = new RecordLayout(isUnion, isPacked, requestedAlignment, packing, members.Count);
        foreach (MemberDraft member in members)
        {
            layout.Add(member);
        }

        return layout;
    }

    private void Add(MemberDraft member)
    {
        bool isPacked = (_isPacked || member.IsPacked) && (member.BitWidth is not null || member.Type.Alignment > 1);
        long position = _isUnion ? 0 : _end;
        bool isWholeUnit = member.BitWidth is { } bits && IsWholeUnit(bits, isPacked, position);
        long alignment = AlignmentOf(member, isPacked, isWholeUnit);
        GrowRecord(member, isPacked, alignment);
        if (_isUnion)
        {
            _members.Add(new RecordMember(member, 0, isWholeUnit));
            _end = Math.Max(_end, RoundUp(SizeOf(member), Byte));
            return;
        }

        position = RoundUp(position, alignment);
        if (member.BitWidth is > 0 && !isWholeUnit && !isPacked && _packing == 0 && CrossesUnit(member, position))
        {
            position = RoundUp(position, Byte * (long)member.Type.Alignment);
        }

        _members.Add(new RecordMember(member, position, isWholeUnit));
        _end = position + SizeOf(member);
    }

    private static long SizeOf(MemberDraft member) => member.BitWidth ?? Byte * (long)member.Type.Size;

    // layout_decl: "See if we can use an ordinary integer mode for a bit-field."
    private static bool IsWholeUnit(int width, bool isPacked, long position)
    {
        long known = position & -position;
        return width is 8 or 16 or 32 or 64 or 128 && (width == Byte || !isPacked) && (known == 0 || known >= width);
    }

    // layout_decl: the alignment of the member's place. 1 (bit) for most bit-fields.
    private long AlignmentOf(MemberDraft member, bool isPacked, bool isWholeUnit)
    {
        long own = member.Alignment is { } bytes ? Byte * (long)bytes : 1;
        long ofType = Byte * (long)member.Type.Alignment;
        if (member.BitWidth == 0)
        {
            // "such bit-fields are not influenced by any packing due to #pragma pack or attribute packed"
            return Math.Max(own, ofType);
        }

        if (member.BitWidth is { } width)
        {
            own = isWholeUnit ? Math.Max(own, width) : own;
        }
        else if (!isPacked || member.Alignment is null)
        {
            own = Math.Max(own, ofType);
        }

        own = isPacked && member.Alignment is null ? Math.Min(own, Byte) : own;
        return _packing != 0 ? Math.Min(own, _packing) : own;
    }

    // update_alignment_for_field: what the member asks of the whole record. An unnamed bit-field asks nothing.
    private void GrowRecord(MemberDraft member, bool isPacked, long alignment)
    {
        if (member.BitWidth is null)
        {
            _recordAlignment = Math.Max(_recordAlignment, alignment);
        }
        else if (member.Name is not null)
        {
            long ofType = Byte * (long)member.Type.Alignment;
            ofType = _packing != 0 ? Math.Min(ofType, _packing) : isPacked ? Math.Min(ofType, Byte) : ofType;
            _recordAlignment = Math.Max(_recordAlignment, Math.Max(alignment, ofType));
        }
    }

    // excess_unit_span: "a bit field may not span more units of alignment of its type than its type itself"
    private static bool CrossesUnit(MemberDraft member, long position)
    {
        long unit = Byte * (long)member.Type.Alignment;
        long size = Byte * (long)member.Type.Size;
        return ((position % unit) + member.BitWidth!.Value + unit - 1) / unit > size / unit;
    }

    private static long RoundUp(long value, long alignment) => (value + alignment - 1) / alignment * alignment;
}
