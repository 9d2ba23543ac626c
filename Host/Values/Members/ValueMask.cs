namespace FfiIsolation.Members;

/// <summary>Which bits of a value say something: what lies between members, behind a long double, and in unnamed bit-fields is padding.</summary>
internal static class ValueMask
{
    public static byte[] Of(CType type)
    {
        byte[] mask = new byte[type.Size];
        Add(mask, new ValuePlace(type, 0, null, ""));
        return mask;
    }

    /// <summary>Whether two values of the type differ in padding alone.</summary>
    public static bool AreSame(CType type, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        byte[] mask = Of(type);
        for (int i = 0; i < mask.Length; i++)
        {
            if (((left[i] ^ right[i]) & mask[i]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static void Add(byte[] mask, ValuePlace place)
    {
        switch (place.Type)
        {
            case RecordType record:
                foreach (RecordMember member in record.Members)
                {
                    if (member.Name is not null || member.BitWidth is null)
                    {
                        Add(mask, place.Member(member));
                    }
                }

                break;
            case ArrayType array:
                for (int i = 0; i < (array.Length ?? 0); i++)
                {
                    Add(mask, place.Element(array, i));
                }

                break;
            case ComplexType complex:
                Add(mask, new ValuePlace(complex.Part, place.BitPosition, null, ""));
                Add(mask, new ValuePlace(complex.Part, place.BitPosition + (8 * complex.Part.Size), null, ""));
                break;
            default:
                AddBits(mask, place.BitPosition, place.Type is FloatingType { Kind: FloatingKind.LongDouble } ? 80 : place.Bits);
                break;
        }
    }

    private static void AddBits(byte[] mask, long position, int count)
    {
        for (long bit = position; bit < position + count; bit++)
        {
            mask[bit / 8] |= (byte)(1 << (int)(bit % 8));
        }
    }
}
