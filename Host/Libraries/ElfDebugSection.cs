namespace FfiIsolation.Libraries;

/// <summary>A section of debug information.</summary>
/// <param name="Name">Such as <c>.debug_info</c>.</param>
/// <param name="Offset">In the file, in bytes.</param>
/// <param name="Size">In the file, in bytes.</param>
/// <param name="IsCompressed">SHF_COMPRESSED: an Elf64_Chdr and then the compressed bytes.</param>
internal readonly record struct ElfDebugSection(string Name, ulong Offset, ulong Size, bool IsCompressed);
