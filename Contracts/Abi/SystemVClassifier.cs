namespace FfiIsolation.Abi;

/// <summary>Classifies types by the System V ABI, 3.2.3, in the very steps of GCC (i386.cc, classify_argument), whose results differ from the text for
/// some packed and nested cases: what was compiled counts.</summary>
internal static class SystemVClassifier
{
    private const int Word = 64;
    private const int LargestClassified = 64;
    private static readonly EightbyteClass[] Padding = [EightbyteClass.None];

    /// <summary>The class of each 8 bytes, or null for MEMORY.</summary>
    public static EightbyteClass[]? Classify(CType type) => Classify(type, 0);

    /// <param name="offset">Where the type begins in the outermost record, in bits.</param>
    private static EightbyteClass[]? Classify(CType type, long offset) => type switch
    {
        RecordType record => ClassifyRecord(record, offset),
        ArrayType array => ClassifyArray(array, offset),
        _ => ClassifyScalar(type, offset),
    };

    private static EightbyteClass[]? ClassifyRecord(RecordType record, long offset)
    {
        if (record.Size > LargestClassified)
        {
            return null;
        }

        int words = WordsOf(record.Size, offset);
        if (words == 0)
        {
            return Padding;
        }

        var classes = new EightbyteClass[words];
        foreach (RecordMember member in record.Members)
        {
            if (!MergeMember(record, member, offset, classes))
            {
                return null;
            }
        }

        return Clean(classes);
    }

    private static bool MergeMember(RecordType record, RecordMember member, long offset, EightbyteClass[] classes)
    {
        long position = member.BitPosition + (offset % Word);
        if (member.BitWidth is { } width)
        {
            if (width == 0)
            {
                return true;
            }

            if (!member.IsWholeUnit && record.Kind == TagKind.Struct)
            {
                // "Bitfields are always classified as integer", wherever they are.
                for (long i = position / Word; i < (position + width + Word - 1) / Word; i++)
                {
                    classes[i] = Merge(EightbyteClass.Integer, classes[i]);
                }

                return true;
            }

            return MergeAll(ClassifyInteger(IntegerBits(width), member.BitPosition + offset), position / Word, classes);
        }

        return member.Type is ArrayType { Length: null } || MergeAll(Classify(member.Type, member.BitPosition + offset), position / Word, classes);
    }

    private static bool MergeAll(EightbyteClass[]? inner, long first, EightbyteClass[] classes)
    {
        for (int i = 0; inner is not null && i < inner.Length && i + first < classes.Length; i++)
        {
            classes[i + first] = Merge(inner[i], classes[i + first]);
        }

        return inner is not null;
    }

    // "Arrays are handled as small records": the classes of the first element, repeated.
    private static EightbyteClass[]? ClassifyArray(ArrayType array, long offset)
    {
        if (array.Size > LargestClassified)
        {
            return null;
        }

        int words = WordsOf(array.Size, offset);
        if (words == 0)
        {
            return Padding;
        }

        if (Classify(array.Element, offset) is not { } element)
        {
            return null;
        }

        var classes = new EightbyteClass[words];
        for (int i = 0; i < words; i++)
        {
            classes[i] = element[i % element.Length];
        }

        return Clean(classes);
    }

    private static EightbyteClass[]? Clean(EightbyteClass[] classes)
    {
        // More than two are registers only as one vector of 256 bits, a type that the parser refuses.
        if (classes.Length > 2)
        {
            return null;
        }

        for (int i = 0; i < classes.Length; i++)
        {
            EightbyteClass before = i == 0 ? EightbyteClass.None : classes[i - 1];
            if (classes[i] == EightbyteClass.X87Up && before != EightbyteClass.X87)
            {
                return null;
            }

            if (classes[i] == EightbyteClass.SseUp && before is not (EightbyteClass.Sse or EightbyteClass.SseUp))
            {
                classes[i] = EightbyteClass.Sse;
            }
        }

        // A merge that gave MEMORY.
        return Array.IndexOf(classes, EightbyteClass.ComplexX87) >= 0 ? null : classes;
    }

    private static EightbyteClass[]? ClassifyScalar(CType type, long offset)
    {
        switch (type)
        {
            case FloatingType floating:
                return IsAligned(offset, 8 * floating.Size) ? ClassifyFloating(floating.Kind) : null;
            case ComplexType complex:
                return IsAligned(offset, 8 * complex.Part.Size) ? ClassifyComplex(complex.Part.Kind, offset) : null;
            case BooleanType or IntegerType or PointerType or EnumType:
                return ClassifyInteger(8 * type.Size, offset);
            default:
                throw new InvalidOperationException($"The type '{type}' has no place in the System V x86-64 calling convention.");
        }
    }

    private static EightbyteClass[] ClassifyFloating(FloatingKind kind) => kind switch
    {
        FloatingKind.LongDouble => [EightbyteClass.X87, EightbyteClass.X87Up],
        FloatingKind.Quad => [EightbyteClass.Sse, EightbyteClass.SseUp],
        _ => [EightbyteClass.Sse],
    };

    private static EightbyteClass[]? ClassifyComplex(FloatingKind part, long offset) => part switch
    {
        FloatingKind.LongDouble => [EightbyteClass.ComplexX87],
        FloatingKind.Double => [EightbyteClass.Sse, EightbyteClass.Sse],
        FloatingKind.Quad => null,
        _ => offset % Word == 0 ? [EightbyteClass.Sse] : [EightbyteClass.Sse, EightbyteClass.Sse],
    };

    private static EightbyteClass[]? ClassifyInteger(int bits, long offset)
    {
        if (!IsAligned(offset, bits))
        {
            return null;
        }

        // "Analyze last 128 bits only."
        long last = (offset + bits - 1) & 0x7f;
        return bits == 128 || last >= Word ? [EightbyteClass.Integer, EightbyteClass.Integer] : [EightbyteClass.Integer];
    }

    // "Misaligned fields are always returned in memory."
    private static bool IsAligned(long offset, int bits) => offset % bits == 0;

    private static int IntegerBits(int width)
    {
        int bits = 8;
        while (bits < width)
        {
            bits *= 2;
        }

        return bits;
    }

    private static int WordsOf(int size, long offset) => (int)((size + (offset % Word / 8) + 7) / 8);

    private static EightbyteClass Merge(EightbyteClass one, EightbyteClass other)
    {
        if (one == other || other == EightbyteClass.None)
        {
            return one;
        }

        if (one == EightbyteClass.None)
        {
            return other;
        }

        // MEMORY wins over everything. ComplexX87 stands for it here: a record that could hold the real one is too large for registers.
        if (one == EightbyteClass.ComplexX87 || other == EightbyteClass.ComplexX87)
        {
            return EightbyteClass.ComplexX87;
        }

        if (one == EightbyteClass.Integer || other == EightbyteClass.Integer)
        {
            return EightbyteClass.Integer;
        }

        bool isX87 = one is EightbyteClass.X87 or EightbyteClass.X87Up || other is EightbyteClass.X87 or EightbyteClass.X87Up;
        return isX87 ? EightbyteClass.ComplexX87 : EightbyteClass.Sse;
    }
}
