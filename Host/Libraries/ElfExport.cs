namespace FfiIsolation.Libraries;

/// <summary>One symbol that an ELF file gives to others.</summary>
/// <param name="Name">As dlsym takes it, without a version.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Version">Its version (<c>GLIBC_2.2.5</c>); null where the file has none for it.</param>
/// <param name="IsDefault">Whether dlsym gives this version of several.</param>
/// <param name="Address">The link address.</param>
/// <param name="Size">Bytes; 0 where the file does not say.</param>
internal sealed record ElfExport(string Name, ElfExportKind Kind, string? Version, bool IsDefault, ulong Address, ulong Size);
