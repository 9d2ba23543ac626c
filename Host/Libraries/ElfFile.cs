// What a report and an error message need to know of a shared library: function names by address, what it exports, what it needs.
// The file is whatever a hostile worker or a user names, so every number in it is checked before it is used.
using System.Diagnostics.CodeAnalysis;

namespace FfiIsolation.Libraries;

/// <summary>The symbols and dependencies of a 64-bit little-endian ELF file. Immutable; safe for use from many threads.</summary>
internal sealed class ElfFile
{
    /// <summary>No table of a file is read beyond this: 256 MB, some ten times what the largest known libraries have.</summary>
    public const ulong MaxTableBytes = 256UL << 20;

    private readonly Lazy<ElfSymbol[]> _functions; // by address, then by preference of name

    internal ElfFile(string path, IReadOnlyList<ElfSymbol> functions)
    {
        Path = path;
        FunctionCount = functions.Count;
        _functions = new(() => Sorted(functions));
    }

    /// <summary>Where it was read from; empty for an image in memory.</summary>
    public string Path { get; }

    /// <summary>DT_SONAME, null if it has none.</summary>
    public string? SoName { get; init; }

    /// <summary>DT_NEEDED, in the order of the file.</summary>
    public IReadOnlyList<string> Needed { get; init; } = [];

    /// <summary>DT_RUNPATH: where its own dependencies are looked for; null if it has none.</summary>
    public string? RunPath { get; init; }

    /// <summary>DT_RPATH, the older kind, which counts for the dependencies of its dependencies too; null if it has none.</summary>
    public string? LoaderPath { get; init; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; init; }

    /// <summary>ET_…: 3 is a shared object.</summary>
    public int Type { get; init; }

    /// <summary>What it gives to others, version by version, in the order of the file. No symbols that stand for a version alone.</summary>
    public IReadOnlyList<ElfExport> Exports { get; init; } = [];

    /// <summary>The versions of symbols that it defines, in the order of the file.</summary>
    public IReadOnlyList<string> Versions { get; init; } = [];

    /// <summary>Which versions of which library it wants. Libraries of which it wants none are in <see cref="Needed"/> alone.</summary>
    public IReadOnlyList<ElfNeed> NeededVersions { get; init; } = [];

    /// <summary>Whether it has DWARF debug information in itself.</summary>
    public bool HasDebugInfo => DebugSections.Any(section => section.Name == ".debug_info");

    /// <summary>Its sections of debug information, in the order of the file.</summary>
    public IReadOnlyList<ElfDebugSection> DebugSections { get; init; } = [];

    /// <summary>Whether it names functions that it does not export (.symtab).</summary>
    public bool HasSymbolTable { get; init; }

    /// <summary>The name of its separate file of debug information, as .gnu_debuglink has it; null if it has none.</summary>
    public string? DebugLink { get; init; }

    /// <summary>The build id in lower-case hexadecimal, null if it has none.</summary>
    public string? BuildId { get; init; }

    /// <summary>EM_…: 62 is x86-64, 183 AArch64.</summary>
    public int Machine { get; init; }

    /// <summary>The loaded parts, in the order of the file.</summary>
    public IReadOnlyList<ElfSegment> Segments { get; init; } = [];

    /// <summary>Where the index of its unwind tables lies (.eh_frame_hdr); null if it has none.</summary>
    public ElfSegment? UnwindHeader { get; init; }

    /// <summary>Names that dlsym would find here (functions and data), without versions, each once, in ordinal order.</summary>
    public IReadOnlyList<string> ExportedNames { get; init; } = [];

    /// <summary>Whether dlsym would find a name here.</summary>
    public bool IsExported(string name)
    {
        int low = 0, high = ExportedNames.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            int order = string.CompareOrdinal(ExportedNames[middle], name);
            if (order == 0)
                return true;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }
        return false;
    }

    /// <summary>Those of the exported names that are variables, and their sizes in bytes (0 = the file does not say).</summary>
    public IReadOnlyDictionary<string, ulong> DataSizes { get; init; } = new Dictionary<string, ulong>();

    /// <summary>Known without putting them in order, which those that only load a library never need.</summary>
    public int FunctionCount { get; }

    /// <summary>Every function with a name and an address, by address.</summary>
    public IReadOnlyList<ElfSymbol> Functions => _functions.Value;

    /// <summary>Reads a file, or remembers it from before as long as its time and length are the same. Null where it
    /// cannot be read or is not such a file. Throws nothing.</summary>
    public static ElfFile? TryOpen(string path) => path == KernelLibrary.Path ? KernelLibrary.File : ElfFileCache.Shared.TryOpen(path);

    /// <summary>Reads an image. Null where it is not a 64-bit little-endian ELF file. Throws nothing.</summary>
    public static ElfFile? TryParse(ReadOnlyMemory<byte> image, string path = "") => ElfReader.TryRead(new ElfImage(image), path);

    /// <summary>The function that the byte at a link address belongs to, by its size; a miss is null, never the nearest name.</summary>
    public bool TryFindFunction(ulong linkAddress, [NotNullWhen(true)] out ElfSymbol? symbol)
    {
        symbol = null;
        ElfSymbol[] functions = _functions.Value;
        int low = 0, high = functions.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (functions[middle].Address <= linkAddress)
                low = middle + 1;
            else
                high = middle;
        }
        // Functions may lie inside others (IFUNC variants, cold parts): look a little further back for one that contains the address.
        for (var i = low - 1; i >= 0 && i >= low - 16; i--)
        {
            var candidate = functions[i];
            var offset = linkAddress - candidate.Address;
            if (offset < candidate.Size || (offset == 0 && candidate.Size == 0))
            {
                // Aliases share the address: take the one that sorts first among them.
                while (i > 0 && functions[i - 1].Address == candidate.Address && offset < functions[i - 1].Size)
                    candidate = functions[--i];
                symbol = candidate;
                return true;
            }
        }
        return false;
    }

    /// <summary>By address; among names of one address the one a person would choose: exported, few underscores, short.</summary>
    private static ElfSymbol[] Sorted(IReadOnlyList<ElfSymbol> functions)
    {
        ElfSymbol[] symbols = [.. functions];
        Array.Sort(symbols, static (a, b) =>
        {
            var order = a.Address.CompareTo(b.Address);
            if (order == 0)
                order = b.Size.CompareTo(a.Size);
            if (order == 0)
                order = b.IsExported.CompareTo(a.IsExported);
            if (order == 0)
                order = Underscores(a.Name).CompareTo(Underscores(b.Name));
            if (order == 0)
                order = a.Name.Length.CompareTo(b.Name.Length);
            return order != 0 ? order : string.CompareOrdinal(a.Name, b.Name);
        });
        return symbols;
    }

    private static int Underscores(string name) => name.Length - name.AsSpan().TrimStart('_').Length;

    /// <summary>The link address of a byte of the file: null where that byte is not loaded.</summary>
    public ulong? ToLinkAddress(ulong fileOffset)
    {
        foreach (var segment in Segments)
        {
            if (fileOffset >= segment.FileOffset && fileOffset - segment.FileOffset < segment.FileSize)
                return segment.Address + (fileOffset - segment.FileOffset);
        }
        // The last page of a segment is mapped whole: bytes behind its end are in memory too.
        foreach (var segment in Segments)
        {
            var start = segment.FileOffset & ~0xFFFUL;
            var end = (segment.FileOffset + segment.FileSize + 0xFFF) & ~0xFFFUL;
            if (fileOffset >= start && fileOffset < end)
                return segment.Address + (fileOffset - segment.FileOffset);
        }
        return null;
    }
}
