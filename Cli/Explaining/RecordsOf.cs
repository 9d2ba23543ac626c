namespace FfiIsolation.Cli.Explaining;

/// <summary>Finds the structs and unions whose layout a call depends on.</summary>
internal static class RecordsOf
{
    /// <summary>Those that are passed or returned by value, that a parameter or the result points at, and what lies in them; each once, in the order of meeting.</summary>
    public static IReadOnlyList<RecordType> Call(IEnumerable<CType> types)
    {
        var found = new List<RecordType>();
        foreach (CType type in types)
        {
            Add(found, type is PointerType pointer ? Pointee(pointer) : type);
        }

        return found;
    }

    private static CType Pointee(PointerType pointer) => pointer.Pointee is PointerType next ? Pointee(next) : pointer.Pointee;

    private static void Add(List<RecordType> found, CType type)
    {
        switch (type)
        {
            case ArrayType array:
                Add(found, array.Element);
                break;
            case RecordType { IsComplete: true } record when !found.Exists(known => ReferenceEquals(known.Definition, record.Definition)):
                found.Add(record);
                foreach (RecordMember member in record.Members)
                {
                    AddMember(found, member.Type);
                }

                break;
        }
    }

    // What nothing names is shown where it lies; what is in it may have a name.
    private static void AddMember(List<RecordType> found, CType type)
    {
        if (type is RecordType { Tag: null, TypedefName: null } unnamed)
        {
            foreach (RecordMember member in unnamed.Members)
            {
                AddMember(found, member.Type);
            }
        }
        else
        {
            Add(found, type);
        }
    }
}
