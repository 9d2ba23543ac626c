using System.Globalization;

namespace FfiIsolation.Cli.Binding;

/// <summary>A struct or union of C as a struct of C# that is laid out as it is. Pointers are addresses in the worker.</summary>
/// <param name="type">The type.</param>
/// <param name="name">Of the struct.</param>
/// <param name="cName">What C calls it: a type, or where it has no name the way to the member that is one, <c>struct outer.member</c>; empty for neither.</param>
internal sealed class BoundRecord(RecordType type, string name, string cName)
{
    /// <summary>A struct of C# is copied to the stack, and a thread whose stack it does not fit on ends the process.</summary>
    private const int MostBytes = 1 << 20;

    private const int MostText = 100;

    private readonly List<BoundField> _fields = [];

    // Arrays without a length: they take no place.
    private readonly List<RecordMember> _behind = [];

    public RecordType Type { get; } = type;

    public string Name { get; } = name;

    public string CName { get; } = cName;

    /// <summary>Why no struct of C# can be it; null if one can.</summary>
    public string? WhyNot { get; private set; }

    /// <summary>Whether it has to stay where it is, so that only its address will do: addresses lie in it, which make sense in one worker alone, or an array without a length lies behind it.</summary>
    public bool IsInPlace { get; private set; }

    /// <summary>How the runtime aligns it.</summary>
    public int Alignment { get; private set; } = 1;

    /// <summary>Enums without a name within it, whose constants go elsewhere.</summary>
    public List<EnumType> UnnamedEnums { get; } = [];

    public void Lay(BoundTypes types)
    {
        if (Type.Size > MostBytes)
        {
            WhyNot = FormattableString.Invariant($"it has {Type.Size} bytes, too many for a value on the stack of a thread");
            return;
        }

        if (Type.Size == 0)
        {
            WhyNot = "it takes no place, and a struct of C# has at least a byte";
            return;
        }

        var names = new NameSpace([Name, .. CSharpNames.MembersOfAll]);
        RecordMember[] members = [.. Type.NamedMembers()];
        foreach (RecordMember member in members)
        {
            if (member.Type.Size == 0)
            {
                _behind.Add(member);
                IsInPlace |= member.Type is ArrayType && member == members[^1];
                continue;
            }

            string own = names.Take(CSharpNames.Pascal(member.Name!));
            BoundField? field = member.BitWidth is { } width ? Bits(types, member, own, width, names) : Field(types, member, own);
            if (field is not null)
            {
                _fields.Add(field);
            }
        }

        int natural = NaturalAlignment;
        Alignment = IsSequential ? natural : Math.Min(Type.Alignment, natural);
    }

    public void Write(CodeWriter code, DocComment comment)
    {
        comment.Write(code);
        bool isSequential = IsSequential;
        string pack = Type.Alignment < NaturalAlignment ? string.Create(CultureInfo.InvariantCulture, $"Pack = {Type.Alignment}, ") : "";
        code.Line(isSequential ? "[StructLayout(LayoutKind.Sequential)]" : string.Create(CultureInfo.InvariantCulture, $"[StructLayout(LayoutKind.Explicit, {pack}Size = {Type.Size})]"));
        code.Line($"public struct {Name}{(CName.Length == 0 ? "" : " // " + CName)}");
        code.Line("{");
        bool isFirst = true, afterBits = false;
        foreach (BoundField field in _fields)
        {
            if (!isFirst && (afterBits || field.Bits is not null))
            {
                code.Line();
            }

            isFirst = false;
            afterBits = field.Bits is not null;
            string place = isSequential ? "" : string.Create(CultureInfo.InvariantCulture, $"[FieldOffset({field.Offset})] ");
            if (field.Bits is { } bits)
            {
                code.Line($"{place}private {field.Type} {field.Name};");
                code.Line();
                bits.Write(code, field.Name, field.Type, field.Text);
            }
            else
            {
                code.Line($"{place}public {field.Type} {field.Name}; // {field.Text}");
            }
        }

        foreach (RecordMember member in _behind)
        {
            code.Line(string.Create(CultureInfo.InvariantCulture, $"// {TextOf(member)}: takes no place, at offset {member.Offset}"));
        }

        code.Line("}");
    }

    private int NaturalAlignment => _fields.Select(one => one.Alignment).DefaultIfEmpty(1).Max();

    /// <summary>Whether the runtime lays the fields so by itself.</summary>
    private bool IsSequential
    {
        get
        {
            int end = 0;
            foreach (BoundField one in _fields)
            {
                end = Aligned(end, one.Alignment);
                if (one.Bits is not null || one.Offset != end)
                {
                    return false;
                }

                end += one.Size;
            }

            return Type.Kind == TagKind.Struct && Aligned(end, NaturalAlignment) == Type.Size;
        }
    }

    private static int Aligned(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;

    private BoundField? Field(BoundTypes types, RecordMember member, string name)
    {
        CType inner = member.Type;
        string path = $"{CName}.{member.Name}";
        for (; inner is ArrayType array; inner = array.Element)
        {
            path += "[0]";
        }

        if (Element(types, inner, name, CName.Length == 0 ? "" : path) is not { } element)
        {
            WhyNot ??= $"no field of C# is '{TextOf(member)}'";
            return null;
        }

        string type = ReferenceEquals(inner, member.Type) ? element.Type
            : types.Array(inner is IntegerType { Kind: IntegerKind.Char } ? "byte" : element.Type, member.Type.Size / inner.Size);
        return new BoundField(type, name, member.Offset, member.Type.Size, element.Alignment, TextOf(member));
    }

    private (string Type, int Alignment)? Element(BoundTypes types, CType type, string name, string path)
    {
        switch (type)
        {
            case PointerType:
                IsInPlace = true;
                return ("ulong", sizeof(ulong));
            case RecordType { IsComplete: true } record:
                BoundRecord own = types.Record(record, Name + name, path);
                IsInPlace |= own.IsInPlace;
                return own.WhyNot is null ? (own.Name, own.Alignment) : null;
            case FloatingType { Kind: FloatingKind.LongDouble or FloatingKind.Quad } or ComplexType { Part.Kind: not FloatingKind.Double }:
                return null;
            case ComplexType complex:
                return types.Number(complex) is { } pair ? (pair, sizeof(double)) : null;
            case EnumType { Tag: null, TypedefName: null } unnamed:
                UnnamedEnums.Add(unnamed);
                return (DotNetNumbers.NameOf(type)!, type.Size);
            default:
                return types.Number(type) is { } number ? (number, type.Size) : null;
        }
    }

    // What is defined in place is a struct of its own above; its text may have any length.
    private static string TextOf(RecordMember member)
    {
        string text = member.ToString();
        int open = text.IndexOf('{', StringComparison.Ordinal), close = text.LastIndexOf('}');
        return text.Length > MostText && open >= 0 && open < close ? $"{text[..open]}{{ … {text[close..]}" : text;
    }

    private BoundField? Bits(BoundTypes types, RecordMember member, string name, int width, NameSpace names)
    {
        // The fewest bytes, from its own first one on or before it, where the struct ends too soon: they may be others' too.
        long first = (8L * member.Offset) + member.BitOffset;
        (int start, int size) = new[] { 1, 2, 4, 8 }.Select(bytes => (Start: Math.Min(member.Offset, Type.Size - bytes), Bytes: bytes)).FirstOrDefault(one => one.Start >= 0 && 8L * (one.Start + one.Bytes) >= first + width);
        if (size == 0 || member.Type.Size > sizeof(ulong))
        {
            WhyNot ??= $"no integer of C# holds the bit-field '{member}' and lies within the struct";
            return null;
        }

        if (member.Type is EnumType { Tag: null, TypedefName: null } unnamed)
        {
            UnnamedEnums.Add(unnamed);
        }

        string storage = size switch { 1 => "byte", 2 => "ushort", 4 => "uint", _ => "ulong" };
        bool isSigned = (member.Type as IntegerType ?? (member.Type as EnumType)?.UnderlyingType) is { IsSigned: true };
        return new BoundField(storage, names.Take($"_{CSharpNames.Camel(member.Name!).TrimStart('@')}Bits"), start, size, size, TextOf(member),
            new BoundBits(name, types.Number(member.Type)!, isSigned, (int)(first - (8L * start)), width));
    }
}
