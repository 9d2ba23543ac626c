namespace FfiIsolation.Tests.Abi;

/// <summary>Which bits of a value are value and not padding.</summary>
internal static class BitMask
{
    public static byte[] Of(CType type)
    {
        var mask = new byte[type.Size];
        Set(mask, type, 0);
        return mask;
    }

    private static void Set(byte[] mask, CType type, long position)
    {
        switch (type)
        {
            case RecordType record:
                foreach (RecordMember member in record.Members)
                {
                    if (member.BitWidth is { } width)
                    {
                        SetBits(mask, position + (8 * member.Offset) + member.BitOffset, member.Name is null ? 0 : width);
                    }
                    else if (member.Type is not ArrayType { Length: null })
                    {
                        Set(mask, member.Type, position + (8 * member.Offset));
                    }
                }

                break;
            case ArrayType array:
                for (int i = 0; i < array.Length; i++)
                {
                    Set(mask, array.Element, position + (8L * i * array.Element.Size));
                }

                break;
            case ComplexType complex:
                Set(mask, complex.Part, position);
                Set(mask, complex.Part, position + (8 * complex.Part.Size));
                break;
            default:
                SetBits(mask, position, type is FloatingType { Kind: FloatingKind.LongDouble } ? 80 : 8 * type.Size);
                break;
        }
    }

    private static void SetBits(byte[] mask, long position, int count)
    {
        for (long i = position; i < position + count; i++)
        {
            mask[i / 8] |= (byte)(1 << (int)(i % 8));
        }
    }
}
