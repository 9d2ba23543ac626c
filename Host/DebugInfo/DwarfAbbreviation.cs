namespace FfiIsolation.DebugInfo;

/// <summary>The shape of an entry: its tag, whether others lie in it, and its attributes.</summary>
internal sealed record DwarfAbbreviation(DwarfTag Tag, bool HasChildren, (ushort Name, ushort Form, long Constant)[] Attributes)
{
    private const int MaxAttributes = 256, MaxCodes = 65_536;
    private const int BytesOfTable = 200, BytesOfOne = 150, BytesOfAttribute = 16; // in memory, about
    private const ushort ImplicitConstant = 0x21;

    /// <summary>The table at an offset of .debug_abbrev (DWARF 5, 7.5.3), by the codes that entries have.</summary>
    public static Dictionary<ulong, DwarfAbbreviation> ReadTable(byte[] section, ulong offset, DwarfBudget budget)
    {
        budget.Keep(BytesOfTable);
        var table = new Dictionary<ulong, DwarfAbbreviation>();
        if (offset >= (ulong)section.Length)
        {
            return table;
        }

        var reader = new Unwinding.DwarfReader(section) { Position = (int)offset };
        while (reader.IsSound && table.Count < MaxCodes && reader.Unsigned() is var code && code != 0)
        {
            var tag = (DwarfTag)reader.Unsigned();
            bool hasChildren = reader.Byte() != 0;
            var attributes = new List<(ushort, ushort, long)>();
            while (reader.IsSound && attributes.Count < MaxAttributes)
            {
                ushort name = (ushort)reader.Unsigned(), form = (ushort)reader.Unsigned();
                long constant = form == ImplicitConstant ? reader.Signed() : 0;
                if (name == 0 && form == 0)
                {
                    break;
                }

                attributes.Add((name, form, constant));
            }

            budget.Keep(BytesOfOne + (BytesOfAttribute * attributes.Count));
            table[code] = new DwarfAbbreviation(tag, hasChildren, [.. attributes]);
        }

        return table;
    }
}
