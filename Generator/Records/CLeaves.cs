namespace FfiIsolation.Generator.Records;

/// <summary>The scalars of a C struct, in the order of their places.</summary>
internal static class CLeaves
{
    /// <summary>More are not compared one by one.</summary>
    public const int Max = 4096;

    public static List<Leaf> Of(RecordType record)
    {
        var leaves = new List<Leaf>();
        Add(leaves, record, "", 0);
        return leaves;
    }

    public static bool HasPointers(CType type) => type switch
    {
        PointerType => true,
        ArrayType array => HasPointers(array.Element),
        RecordType record => record.Members.Any(member => HasPointers(member.Type)),
        _ => false,
    };

    private static void Add(List<Leaf> leaves, CType type, string name, int offset)
    {
        if (leaves.Count > Max || type.Size == 0)
        {
            return; // what takes no place has none, in however many arrays and structs it lies
        }

        switch (type)
        {
            case RecordType { Kind: TagKind.Union }:
                leaves.Add(new Leaf(name, offset, type.Size, LeafKind.Bytes, type.ToString()));
                break;
            case RecordType record:
                AddMembers(leaves, record, name, offset);
                break;
            case ArrayType array:
                for (int i = 0; i < array.Length && leaves.Count <= Max; i++)
                {
                    Add(leaves, array.Element, $"{name}[{i}]", offset + (i * array.Element.Size));
                }

                break;
            case ComplexType complex:
                leaves.Add(new Leaf(name, offset, complex.Part.Size, LeafKind.Floating, complex.ToString()));
                leaves.Add(new Leaf(name, offset + complex.Part.Size, complex.Part.Size, LeafKind.Floating, complex.ToString()));
                break;
            default:
                leaves.Add(new Leaf(name, offset, type.Size, KindOf(type), type.ToString()));
                break;
        }
    }

    private static void AddMembers(List<Leaf> leaves, RecordType record, string name, int offset)
    {
        foreach (RecordMember member in record.Members)
        {
            string path = member.Name is null ? name : name.Length == 0 ? member.Name : $"{name}.{member.Name}";
            if (member.BitWidth is not { } width)
            {
                Add(leaves, member.Type, path, offset + member.Offset);
            }
            else if (width > 0)
            {
                AddBits(leaves, path, offset + member.Offset, offset + member.Offset + ((member.BitOffset + width + 7) / 8));
            }
        }
    }

    /// <summary>Bit-fields side by side are one piece.</summary>
    private static void AddBits(List<Leaf> leaves, string name, int start, int end)
    {
        if (leaves.Count > 0 && leaves[leaves.Count - 1] is { Kind: LeafKind.Bytes, TypeText: "bit-fields" } last && start <= last.End)
        {
            leaves[leaves.Count - 1] = last with { Size = (int)(Math.Max(end, last.End) - last.Offset) };
            return;
        }

        leaves.Add(new Leaf(name, start, end - start, LeafKind.Bytes, "bit-fields"));
    }

    private static LeafKind KindOf(CType type) => type switch
    {
        PointerType => LeafKind.Pointer,
        BooleanType => LeafKind.Boolean,
        EnumType => LeafKind.Integer,
        IntegerType { IsCharacter: true } => LeafKind.Integer,
        IntegerType integer => integer.IsSigned ? LeafKind.Signed : LeafKind.Unsigned,
        _ => LeafKind.Floating,
    };
}
