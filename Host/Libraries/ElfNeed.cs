namespace FfiIsolation.Libraries;

/// <summary>A library that an ELF file needs.</summary>
/// <param name="Name">DT_NEEDED.</param>
/// <param name="Versions">The versions of its symbols that are wanted, in the order of the file.</param>
internal sealed record ElfNeed(string Name, IReadOnlyList<string> Versions);
