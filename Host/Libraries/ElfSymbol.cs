namespace FfiIsolation.Libraries;

/// <summary>One function of an ELF file: where it is linked, and how long it is (0 = the file does not say).</summary>
internal readonly record struct ElfSymbol(string Name, ulong Address, ulong Size, bool IsExported);
