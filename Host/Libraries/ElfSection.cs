namespace FfiIsolation.Libraries;

/// <summary>A row of the section table, as far as it is used here.</summary>
internal readonly record struct ElfSection(uint Type, ulong Offset, ulong Size, uint Link, ulong EntrySize);
