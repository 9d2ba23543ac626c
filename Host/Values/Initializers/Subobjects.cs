using FfiIsolation.Members;

namespace FfiIsolation.Initializers;

/// <summary>What the values of a struct, a union or an array stand for, in C's order: its elements, or its members without the unnamed bit-fields.</summary>
internal readonly struct Subobjects
{
    private readonly ValuePlace _place;
    private readonly ArrayType? _array;
    private readonly RecordMember[] _members;

    public Subobjects(ValuePlace place)
    {
        _place = place;
        _array = place.Type as ArrayType;
        _members = place.Type is RecordType record ? [.. record.Members.Where(IsValue)] : [];
        IsUnion = place.Type is RecordType { Kind: TagKind.Union };
    }

    public bool IsUnion { get; }

    /// <summary>How many; of an array of unknown length, as many as a value can have.</summary>
    public int Count => _array is null ? _members.Length : _array.Length ?? InitializerBytes.MaxBytes / Math.Max(1, _array.Element.Size);

    public ReadOnlySpan<RecordMember> Members => _members;

    public ValuePlace this[int index] => _array is null ? _place.Member(_members[index]) : _place.Element(_array, index);

    /// <summary>Goes on to the next that has room for a value: an array without elements and an empty struct have none, and take braces alone.</summary>
    public bool SkipTo(ref int next, bool isBraced)
    {
        while (!isBraced && next < Count && _array is null && _members[next].BitWidth is null && _members[next].Type.Size == 0)
        {
            next++;
        }

        return next < Count;
    }

    public string Describe() =>
        _array is null ? IsUnion ? "of a union only one member has a value" : $"{_place.Type} has {_members.Length} members"
        : $"{_place.Type} has {Count} elements";

    private static bool IsValue(RecordMember member) =>
        (member.Name is not null || (member.BitWidth is null && member.Type is RecordType)) && member.Type is not ArrayType { Length: null };
}
