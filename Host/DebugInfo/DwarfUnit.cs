namespace FfiIsolation.DebugInfo;

/// <summary>One compiled source file in .debug_info (DWARF 5, 7.5.1). Offsets count from the start of the section.</summary>
/// <param name="Start">Where its header begins: what references within the unit count from.</param>
/// <param name="FirstEntry">Behind the header.</param>
/// <param name="End">Behind its last byte.</param>
/// <param name="Version">2 to 5.</param>
/// <param name="AddressSize">Bytes of an address.</param>
/// <param name="Abbreviations">The shapes of its entries.</param>
internal sealed record DwarfUnit(int Start, int FirstEntry, int End, int Version, int AddressSize, IReadOnlyDictionary<ulong, DwarfAbbreviation> Abbreviations)
{
    /// <summary>DW_AT_str_offsets_base and DW_AT_addr_base of its first entry, where it has them.</summary>
    public ulong StringOffsetsBase { get; set; } = 8;

    public ulong AddressBase { get; set; } = 8;

    /// <summary>DW_AT_language of its first entry; 0 where it has none.</summary>
    public long Language { get; set; }

    /// <summary>Whether it was written in assembler, whose functions have names and no types.</summary>
    public bool IsAssembler => Language == 0x8001; // DW_LANG_Mips_Assembler, which GNU as writes for every processor

    public bool IsRust => Language == 0x1C; // DW_LANG_Rust

    /// <summary>Whether it is C, where a function without a prototype says nothing of its parameters.</summary>
    public bool IsC => Language is 0x01 or 0x02 or 0x0C or 0x1D or 0x2C or 0x3E; // DW_LANG_C89, C, C99, C11, C17, C23
}
