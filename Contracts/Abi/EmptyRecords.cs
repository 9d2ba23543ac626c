namespace FfiIsolation.Abi;

/// <summary>Records that have nothing but padding bit-fields and arrays of no length, whatever their size (GCC: default_is_empty_type). Such an argument takes
/// registers like any other of its type; where they have run out, it has no place on the stack. As a result it is nothing at all.</summary>
internal static class EmptyRecords
{
    public static bool IsEmpty(CType type) => type switch
    {
        RecordType record => record.Members.All(member => member.BitWidth is null ? IsEmpty(member.Type) : member.Name is null),
        ArrayType array => array.Length is null or 0 || IsEmpty(array.Element),
        _ => false,
    };
}
