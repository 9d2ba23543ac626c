namespace FfiIsolation.DebugInfo;

/// <summary>Makes types of entries of debug information. What is not understood is <see cref="TrueKind.Unknown"/>.</summary>
internal sealed class TrueTypes(DwarfEntries entries, DwarfBudget budget)
{
    private const int MaxDepth = 200, MaxMembers = 4096, MaxOrigins = 8, Byte = 8;
    private const int BytesOfType = 250, BytesOfMember = 80; // in memory, about

    // GCC and Clang write the words of C's own types in an order that nobody else does; Rust has words of its own.
    private static readonly Dictionary<string, string> s_usualNames = new(StringComparer.Ordinal)
    {
        ["long int"] = "long", ["long unsigned int"] = "unsigned long", ["short int"] = "short", ["short unsigned int"] = "unsigned short",
        ["long long int"] = "long long", ["long long unsigned int"] = "unsigned long long", ["_Bool"] = "bool", ["__int128 unsigned"] = "unsigned __int128",
        ["i8"] = "int8_t", ["i16"] = "int16_t", ["i32"] = "int32_t", ["i64"] = "int64_t", ["i128"] = "__int128", ["isize"] = "ssize_t", ["f32"] = "float",
        ["u8"] = "uint8_t", ["u16"] = "uint16_t", ["u32"] = "uint32_t", ["u64"] = "uint64_t", ["u128"] = "unsigned __int128", ["usize"] = "size_t", ["f64"] = "double",
        ["complex double"] = "double _Complex", ["complex float"] = "float _Complex", ["complex long double"] = "long double _Complex",
    };

    private readonly Dictionary<int, TrueType> _types = [];

    /// <summary>The function of an entry, or of the one that it is an instance of; null where nothing is said of its parameters.</summary>
    public TrueFunction? Function(DwarfEntry entry, string name)
    {
        DwarfEntry declared = Declared(entry);
        return declared.Unit.IsAssembler || (declared.Unit.IsC && !declared.IsPrototyped) ? null : FunctionOf(declared, name, depth: 0);
    }

    private TrueFunction FunctionOf(DwarfEntry entry, string name, int depth)
    {
        var parameters = new List<TrueParameter>();
        bool isVariadic = false;
        foreach (DwarfEntry child in entries.Children(entry).Where(child => child.Tag is DwarfTag.FormalParameter or DwarfTag.UnspecifiedParameters).Take(MaxMembers))
        {
            isVariadic |= child.Tag == DwarfTag.UnspecifiedParameters;
            if (child.Tag == DwarfTag.FormalParameter)
            {
                DwarfEntry parameter = Declared(child);
                budget.Keep(BytesOfMember + BytesOf(parameter.Name));
                parameters.Add(new TrueParameter(parameter.Name, TypeOf(parameter, depth + 1)));
            }
        }

        return new TrueFunction(name, TypeOf(entry, depth + 1), parameters, isVariadic);
    }

    private DwarfEntry Declared(DwarfEntry entry)
    {
        for (int i = 0; i < MaxOrigins && entry.Origin is { } origin && entries.At(origin) is { } declared; i++)
        {
            entry = declared;
        }

        return entry;
    }

    /// <summary>The type that an entry has: void where it has none, and unknown where it leads to another file, or to a unit of types.</summary>
    private TrueType TypeOf(DwarfEntry entry, int depth) =>
        entry.Type is { } at ? Type(at, depth) : new TrueType { Kind = entry.HasType ? TrueKind.Unknown : TrueKind.Void };

    private TrueType Type(int at, int depth)
    {
        if (_types.TryGetValue(at, out TrueType? known))
        {
            return known;
        }

        budget.Keep(BytesOfType);
        var type = new TrueType();
        _types[at] = type;
        if (depth < MaxDepth && entries.At(at) is { IsElsewhere: false } entry)
        {
            budget.Keep(BytesOf(entry.Name));

            // A qualified type and a typedef are another one with a word more.
            _types[at] = Wrapped(entry, depth) ?? type;
            if (ReferenceEquals(_types[at], type))
            {
                Fill(type, entry, depth);
            }
        }

        return _types[at];
    }

    private TrueType? Wrapped(DwarfEntry entry, int depth) => entry.Tag switch
    {
        DwarfTag.ConstType => TypeOf(entry, depth + 1).With(qualifier: TrueType.Const),
        DwarfTag.VolatileType => TypeOf(entry, depth + 1).With(qualifier: "volatile"),
        DwarfTag.RestrictType => TypeOf(entry, depth + 1).With(qualifier: "restrict"),
        DwarfTag.AtomicType => TypeOf(entry, depth + 1).With(qualifier: "_Atomic"),
        DwarfTag.Typedef when entry.Name is { } name => TypeOf(entry, depth + 1).With(typedefName: name),
        _ => null,
    };

    private void Fill(TrueType type, DwarfEntry entry, int depth)
    {
        type.Name = entry.Name is { } name ? s_usualNames.GetValueOrDefault(name, name) : null;
        type.Size = entry.ByteSize ?? 0;
        switch (entry.Tag)
        {
            case DwarfTag.BaseType:
                (type.Kind, type.IsSigned) = BaseKind(entry.Encoding);
                break;
            case DwarfTag.EnumerationType:
                (type.Kind, type.Keyword) = (TrueKind.Enum, "enum");
                type.FillEnum(() => [.. entries.Children(entry).Where(child => child is { Tag: DwarfTag.Enumerator, Name: not null, ConstantValue: not null }).Take(MaxMembers).Select(Constant)]);
                break;
            case DwarfTag.PointerType or DwarfTag.ReferenceType:
                (type.Kind, type.Size, type.Name) = (TrueKind.Pointer, entry.Unit.AddressSize, null);
                type.FillPointer(() => TypeOf(entry, depth: 0).With(qualifier: IsReadByRust(entry) ? TrueType.Const : null));
                break;
            case DwarfTag.StructureType when entry.Unit.IsRust && entries.Children(entry).Any(child => child.Tag == DwarfTag.VariantPart):
                break; // an Option of a pointer is one, and other enums with data are no types of C
            case DwarfTag.StructureType or DwarfTag.UnionType:
                type.IsOfRust = entry.Unit.IsRust;
                (type.Kind, type.Keyword) = (TrueKind.Record, entry.Tag == DwarfTag.UnionType ? "union" : "struct");
                if (!entry.IsDeclaration)
                {
                    type.FillRecord(() => [.. entries.Children(entry).Where(child => child.Tag == DwarfTag.Member).Take(MaxMembers).Select(Member)]);
                }

                break;
            case DwarfTag.ArrayType:
                (type.Kind, type.Name) = (TrueKind.Array, null);
                FillArray(type, entry, depth);
                break;
            case DwarfTag.SubroutineType:
                (type.Kind, type.Name) = (TrueKind.Function, null);
                type.Function = FunctionOf(entry, "", depth) with { IsPrototyped = !entry.Unit.IsC || entry.IsPrototyped };
                break;
        }
    }

    /// <summary>Rust says by a pointer's own name whether it is written through.</summary>
    private static bool IsReadByRust(DwarfEntry entry) =>
        entry.Unit.IsRust && entry.Name is { } name && (name.StartsWith("*const ", StringComparison.Ordinal) || (name.StartsWith('&') && !name.StartsWith("&mut ", StringComparison.Ordinal)));

    private static (TrueKind Kind, bool IsSigned) BaseKind(int? encoding) => encoding switch
    {
        // DW_ATE_…: DWARF 5, table 7.11.
        0x02 => (TrueKind.Boolean, false),
        0x03 => (TrueKind.Complex, true),
        0x04 => (TrueKind.Floating, true),
        0x05 or 0x06 => (TrueKind.Integer, true),
        0x07 or 0x08 or 0x10 => (TrueKind.Integer, false),
        _ => (TrueKind.Unknown, false),
    };

    private TrueMember Member(DwarfEntry entry)
    {
        budget.Keep(BytesOfMember + BytesOf(entry.Name));
        TrueType type = TypeOf(entry, depth: 0);
        bool isUnread = entry.HasUnreadOffset || (entry.BitSize is not null && entry.BitOffset is null);
        long? position = isUnread ? null : entry.BitOffset ?? Byte * (entry.MemberOffset ?? 0);
        return new TrueMember(entry.Name, position, entry.BitSize ?? Byte * type.Size, type);
    }

    private TrueConstant Constant(DwarfEntry entry)
    {
        budget.Keep(BytesOfMember + BytesOf(entry.Name));
        return new TrueConstant(entry.Name!, entry.ConstantValue!.Value);
    }

    private static int BytesOf(string? name) => sizeof(char) * (name?.Length ?? 0);

    // The rows of int a[2][3] are two subranges of one array.
    private void FillArray(TrueType type, DwarfEntry entry, int depth)
    {
        TrueType element = TypeOf(entry, depth + 1);
        long?[] lengths = [.. entries.Children(entry).Where(child => child.Tag == DwarfTag.SubrangeType).Take(MaxDepth).Select(child => child.Count ?? child.UpperBound + 1)];
        foreach (long? length in lengths.Skip(1).Reverse())
        {
            element = TrueType.ArrayOf(element, length);
        }

        type.Fill(element, lengths.Length == 0 ? null : lengths[0]);
        type.Size = entry.ByteSize ?? element.Size * (type.Length ?? 0);
    }
}
