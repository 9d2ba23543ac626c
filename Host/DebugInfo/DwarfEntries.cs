// Walks .debug_info. "DWARF Debugging Information Format", version 5, chapter 7: https://dwarfstd.org/dwarf5std.html
// The bytes are a file's that anybody may have written: each step is bounded, and what is not understood ends its unit.
using System.Buffers.Binary;
using System.Text;
using FfiIsolation.Unwinding;

namespace FfiIsolation.DebugInfo;

internal sealed class DwarfEntries
{
    private const int MaxUnits = 1_000_000, MaxName = 4096;
    private const int BytesOfUnit = 150; // in memory, about
    private const int CharactersOfStep = 16;

    private readonly DwarfSections _sections;
    private readonly DwarfBudget _budget;
    private readonly Dictionary<ulong, Dictionary<ulong, DwarfAbbreviation>> _abbreviations = [];

    /// <exception cref="DwarfBudgetException">Here and wherever entries are read.</exception>
    public DwarfEntries(DwarfSections sections, DwarfBudget budget)
    {
        _budget = budget;
        _sections = sections;
        Units = ReadUnits();
    }

    /// <summary>In the order of the section.</summary>
    public IReadOnlyList<DwarfUnit> Units { get; }

    /// <summary>The entry at an offset of the section; null where there is none, or one that cannot be understood.</summary>
    public DwarfEntry? At(int offset) => UnitOf(offset) is { } unit ? Read(unit, offset) : null;

    /// <summary>The entries within one, without those within them.</summary>
    public IEnumerable<DwarfEntry> Children(DwarfEntry parent)
    {
        int at = parent.Next;
        while (parent.HasChildren && Read(parent.Unit, at) is { Tag: not DwarfTag.None } child)
        {
            yield return child;
            at = After(child);
            if (at <= child.Offset)
            {
                yield break;
            }
        }
    }

    /// <summary>Where the entry after one and all within it begins; 0 where that cannot be told.</summary>
    private int After(DwarfEntry entry)
    {
        if (!entry.HasChildren)
        {
            return entry.Next;
        }

        if (entry.Sibling is { } sibling && sibling > entry.Offset && sibling < entry.Unit.End)
        {
            return sibling;
        }

        int at = entry.Next;
        for (int depth = 1; depth > 0;)
        {
            if (Read(entry.Unit, at) is not { } one)
            {
                return 0;
            }

            depth += one.Tag == DwarfTag.None ? -1 : one.HasChildren ? 1 : 0;
            at = one.Next;
        }

        return at;
    }

    private DwarfUnit? UnitOf(int offset)
    {
        int low = 0, high = Units.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = Units[middle].Start <= offset ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && offset >= Units[low - 1].FirstEntry && offset < Units[low - 1].End ? Units[low - 1] : null;
    }

    private List<DwarfUnit> ReadUnits()
    {
        var units = new List<DwarfUnit>();
        byte[] info = _sections.Info;
        for (int start = 0; start + 11 <= info.Length && units.Count < MaxUnits;)
        {
            var reader = new DwarfReader(info) { Position = start };
            uint length = reader.UInt32();

            // From 0xfffffff0 on it is no length: the 64-bit format, which no compiler writes unasked.
            if (length is 0 or >= 0xFFFFFFF0 || length > (uint)(info.Length - start - sizeof(uint)))
            {
                break;
            }

            int end = start + sizeof(uint) + (int)length;
            if (ReadUnit(ref reader, start, end) is { } unit)
            {
                units.Add(unit);
            }

            start = end;
        }

        return units;
    }

    private DwarfUnit? ReadUnit(ref DwarfReader reader, int start, int end)
    {
        int version = reader.UInt16();
        byte kind = 1; // DW_UT_compile
        byte addressSize;
        ulong table;
        if (version == 5)
        {
            kind = reader.Byte();
            addressSize = reader.Byte();
            table = reader.UInt32();
        }
        else
        {
            table = reader.UInt32();
            addressSize = reader.Byte();
        }

        // Compiled and partial units; type units and the halves of split ones have other headers.
        if (version is < 2 or > 5 || kind is not (1 or 3) || addressSize != 8 || !reader.IsSound)
        {
            return null;
        }

        if (!_abbreviations.TryGetValue(table, out Dictionary<ulong, DwarfAbbreviation>? abbreviations))
        {
            _abbreviations[table] = abbreviations = DwarfAbbreviation.ReadTable(_sections.Abbreviations, table, _budget);
        }

        _budget.Keep(BytesOfUnit);
        var unit = new DwarfUnit(start, reader.Position, end, version, addressSize, abbreviations);

        // Sets the bases of the unit on its way.
        return Read(unit, unit.FirstEntry) is null ? null : unit;
    }

    private DwarfEntry? Read(DwarfUnit unit, int offset)
    {
        if (offset < unit.FirstEntry || offset >= unit.End)
        {
            return null;
        }

        var reader = new DwarfReader(_sections.Info.AsSpan(0, unit.End)) { Position = offset };
        ulong code = reader.Unsigned();
        _budget.Step(1);
        if (code == 0)
        {
            return reader.IsSound ? new DwarfEntry { Offset = offset, Unit = unit, Tag = DwarfTag.None, HasChildren = false, Next = reader.Position } : null;
        }

        if (!unit.Abbreviations.TryGetValue(code, out DwarfAbbreviation? abbreviation))
        {
            return null;
        }

        _budget.Step(abbreviation.Attributes.Length);
        var values = new DwarfValues(unit, _sections);
        var found = new (ushort Name, DwarfValue Value)[abbreviation.Attributes.Length];
        for (int i = 0; i < found.Length; i++)
        {
            (ushort name, ushort form, long constant) = abbreviation.Attributes[i];
            if (values.Read(ref reader, form, constant) is not { } value)
            {
                return null;
            }

            found[i] = (name, value);
        }

        if (!reader.IsSound)
        {
            return null;
        }

        var entry = new DwarfEntry { Offset = offset, Unit = unit, Tag = abbreviation.Tag, HasChildren = abbreviation.HasChildren, Next = reader.Position };
        foreach ((ushort name, DwarfValue value) in found)
        {
            Set(entry, name, value);
        }

        return entry;
    }

    private void Set(DwarfEntry entry, ushort name, DwarfValue value)
    {
        switch (name)
        {
            case 0x03:
                entry.Name = Text(value);
                break;
            case 0x6E or 0x2007: // DW_AT_linkage_name, DW_AT_MIPS_linkage_name
                entry.LinkageName = Text(value);
                break;
            case 0x49:
                (entry.Type, entry.HasType) = (value.Reference, true);
                break;
            case 0x31 or 0x47: // DW_AT_abstract_origin, DW_AT_specification
                entry.Origin = value.Reference;
                break;
            case 0x01:
                entry.Sibling = value.Reference;
                break;
            case 0x0B:
                entry.ByteSize = value.Constant;
                break;
            case 0x0D:
                entry.BitSize = value.Constant;
                break;
            case 0x6B:
                entry.BitOffset = value.Constant;
                break;
            case 0x38:
                (entry.MemberOffset, entry.HasUnreadOffset) = (value.Constant, value.Constant is null);
                break;
            case 0x2F:
                entry.UpperBound = value.Constant;
                break;
            case 0x37:
                entry.Count = value.Constant;
                break;
            case 0x3E:
                entry.Encoding = (int?)value.Constant;
                break;
            case 0x1C: // DW_AT_const_value
                entry.ConstantValue = value.Constant;
                break;
            case 0x11:
                entry.LowAddress = value.IsAddressIndex ? Address(entry.Unit, (ulong)(value.Constant ?? 0)) : (ulong?)value.Constant;
                break;
            case 0x3F:
                entry.IsExternal = value.Constant is not (null or 0);
                break;
            case 0x3C:
                entry.IsDeclaration = value.Constant is not (null or 0);
                break;
            case 0x27:
                entry.IsPrototyped = value.Constant is not (null or 0);
                break;
            case 0x13 when entry.Tag is DwarfTag.CompileUnit or DwarfTag.PartialUnit:
                entry.Unit.Language = value.Constant ?? 0;
                break;
            case 0x69: // DW_AT_signature: the rest of it is in a unit of types
                entry.IsElsewhere = true;
                break;
            case 0x72: // DW_AT_str_offsets_base
                entry.Unit.StringOffsetsBase = (ulong)(value.Constant ?? 0);
                break;
            case 0x73: // DW_AT_addr_base
                entry.Unit.AddressBase = (ulong)(value.Constant ?? 0);
                break;
        }
    }

    private ulong? Address(DwarfUnit unit, ulong index)
    {
        ulong at = unit.AddressBase + (8 * index);
        ulong length = (ulong)_sections.Addresses.Length;
        return index < int.MaxValue && at < length && length - at >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(_sections.Addresses.AsSpan((int)at)) : null;
    }

    private string? Text(DwarfValue value)
    {
        if (value.Text is null)
        {
            return null;
        }

        ReadOnlySpan<byte> bytes = value.Text.AsSpan(value.TextAt);
        int end = bytes[..Math.Min(bytes.Length, MaxName)].IndexOf((byte)0);
        _budget.Step((end < 0 ? MaxName : end) / CharactersOfStep);
        string text = end < 0 ? "" : Encoding.UTF8.GetString(bytes[..end]);
        return text.Length == 0 || text.Any(char.IsControl) ? null : text;
    }
}
