using System.Globalization;

namespace FfiIsolation.Cli.Binding;

/// <summary>A struct or union of C as a struct of C# that is laid out as it is. Pointers are addresses in the worker.</summary>
internal sealed class BoundRecord(RecordType type, string name)
{
    /// <summary>A struct of C# is copied to the stack, and a thread whose stack it does not fit on ends the process.</summary>
    private const int MostBytes = 1 << 20;

    private const int MostText = 100;

    private readonly List<BoundField> _fields = [];

    public RecordType Type { get; } = type;

    public string Name { get; } = name;

    /// <summary>Why no struct of C# can be it; null if one can.</summary>
    public string? WhyNot { get; private set; }

    /// <summary>Whether addresses lie in it, which make sense in one worker alone.</summary>
    public bool HasPointers { get; private set; }

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

        var names = new NameSpace([Name, .. CSharpNames.MembersOfAll]);
        foreach (RecordMember member in Type.NamedMembers())
        {
            string own = names.Take(CSharpNames.Pascal(member.Name!));
            BoundField? field = member.BitWidth is { } width ? Bits(types, member, own, width, names) : Field(types, member, own);
            if (field is not null)
            {
                _fields.Add(field);
            }
        }

        WhyNot ??= Type.Size == 0 ? "it has no members, and a struct of C# has at least a byte" : null;
        if (IsSequential(out int size) && size == Type.Size)
        {
            Alignment = Math.Max(1, _fields.Select(field => field.Alignment).DefaultIfEmpty(1).Max());
        }
        else
        {
            Alignment = Math.Min(Type.Alignment, _fields.Select(field => field.Alignment).DefaultIfEmpty(1).Max());
        }
    }

    public void Write(CodeWriter code, DocComment comment)
    {
        comment.Write(code);
        bool isSequential = IsSequential(out int end) && end == Type.Size;
        int natural = _fields.Select(field => field.Alignment).DefaultIfEmpty(1).Max();
        string pack = Type.Alignment < natural ? string.Create(CultureInfo.InvariantCulture, $"Pack = {Type.Alignment}, ") : "";
        code.Line(isSequential ? "[StructLayout(LayoutKind.Sequential)]" : string.Create(CultureInfo.InvariantCulture, $"[StructLayout(LayoutKind.Explicit, {pack}Size = {Type.Size})]"));
        code.Line($"public struct {Name}");
        code.Line("{");
        bool isFirst = true;
        foreach (BoundField field in _fields)
        {
            if (!isSequential && !isFirst)
            {
                code.Line();
            }

            isFirst = false;
            string place = isSequential ? "" : string.Create(CultureInfo.InvariantCulture, $"[FieldOffset({field.Offset})] ");
            code.Line($"{place}{(field.Bits is null ? "public" : "private")} {field.Type} {field.Name}; // {field.Text}");
            if (field.Bits is { } bits)
            {
                code.Line(bits.Property(field.Name, field.Type));
            }
        }

        code.Line("}");
    }

    private bool IsSequential(out int size)
    {
        int end = 0, alignment = 1;
        foreach (BoundField field in _fields)
        {
            end = (end + field.Alignment - 1) / field.Alignment * field.Alignment;
            if (field.Bits is not null || field.Offset != end)
            {
                size = 0;
                return false;
            }

            end += field.Size;
            alignment = Math.Max(alignment, field.Alignment);
        }

        size = (end + alignment - 1) / alignment * alignment;
        return Type.Kind == TagKind.Struct;
    }

    private BoundField? Field(BoundTypes types, RecordMember member, string name)
    {
        if (member.Type is ArrayType { Length: null or 0 })
        {
            return null; // takes no place: what follows is reached by its address
        }

        CType inner = member.Type;
        while (inner is ArrayType array)
        {
            inner = array.Element;
        }

        if (Element(types, inner, name) is not { } element)
        {
            WhyNot ??= $"no field of C# is '{member}'";
            return null;
        }

        long count = inner.Size == 0 ? 0 : member.Type.Size / inner.Size;
        string type = ReferenceEquals(inner, member.Type) ? element.Type : types.Array(inner is IntegerType { Kind: IntegerKind.Char } ? "byte" : element.Type, count);
        return new BoundField(type, name, member.Offset, member.Type.Size, element.Alignment, TextOf(member));
    }

    private (string Type, int Alignment)? Element(BoundTypes types, CType type, string name)
    {
        switch (type)
        {
            case PointerType:
                HasPointers = true;
                return ("ulong", sizeof(ulong));
            case RecordType { IsComplete: true } record:
                BoundRecord own = types.Record(record, Name + name);
                HasPointers |= own.HasPointers;
                return own.WhyNot is null ? (own.Name, own.Alignment) : null;
            case FloatingType { Kind: FloatingKind.LongDouble or FloatingKind.Quad } or ComplexType { Part.Kind: not FloatingKind.Double }:
                return null;
            case ComplexType:
                return ("Complex", sizeof(double));
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
        return text.Length > MostText && open < close ? $"{text[..open]}{{ … {text[close..]}" : text;
    }

    private BoundField? Bits(BoundTypes types, RecordMember member, string name, int width, NameSpace names)
    {
        // The fewest bytes from its own first one on: they may be others' too.
        int end = member.BitOffset + width;
        int size = new[] { 1, 2, 4, 8 }.FirstOrDefault(bytes => 8 * bytes >= end);
        if (size == 0 || member.Offset + size > Type.Size || member.Type.Size > sizeof(ulong))
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
        return new BoundField(storage, names.Take($"_{CSharpNames.Camel(member.Name!).TrimStart('@')}Bits"), member.Offset, size, size, TextOf(member),
            new BoundBits(name, types.Number(member.Type)!, isSigned, member.BitOffset, width));
    }
}
