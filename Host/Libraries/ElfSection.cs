namespace FfiIsolation.Libraries;

/// <summary>A row of the section table, as far as it is used here.</summary>
internal readonly record struct ElfSection(uint Name, uint Type, ulong Flags, ulong Offset, ulong Size, uint Link);
