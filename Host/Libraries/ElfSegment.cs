namespace FfiIsolation.Libraries;

/// <summary>A part of an ELF file that is loaded: which bytes of the file go to which link address.</summary>
internal readonly record struct ElfSegment(ulong FileOffset, ulong FileSize, ulong Address, ulong MemorySize, bool IsExecutable);
