using FfiIsolation.Libraries;

namespace FfiIsolation.DebugInfo;

/// <summary>The functions of a library as its own debug information, or a separate file of it, tells them. Reads the file once; nothing of the library runs. Not for use from several threads at a time.</summary>
internal sealed class TrueFunctions
{
    private const int BytesOfAddress = 40, BytesOfName = 80; // in memory, about

    private readonly ElfFile _library;
    private readonly DwarfBudget _budget;
    private readonly TrueTypes _types;
    private readonly DwarfEntries _entries;
    private readonly Dictionary<ulong, int> _byAddress = [];
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _declared = new(StringComparer.Ordinal);

    /// <param name="path">Of the file that the sections are from.</param>
    /// <exception cref="DwarfBudgetException">There is more than the budget allows to read.</exception>
    public TrueFunctions(ElfFile library, string path, DwarfSections sections, DwarfBudget budget)
    {
        _library = library;
        _budget = budget;
        Path = path;
        _entries = new DwarfEntries(sections, budget);
        _types = new TrueTypes(_entries, budget);
        foreach (DwarfUnit unit in _entries.Units)
        {
            if (_entries.At(unit.FirstEntry) is { } root)
            {
                Index(root, depth: 0);
            }
        }
    }

    /// <summary>The file that has the debug information.</summary>
    public string Path { get; }

    /// <summary>Those of a library; null where it has no debug information, and no separate file of its build has.</summary>
    /// <exception cref="DwarfBudgetException">It has more than the budget allows to read.</exception>
    public static TrueFunctions? Of(ElfFile library, Func<string, ElfFile?> open, DwarfBudget budget)
    {
        ElfFile? debug = library.HasDebugInfo ? library : DebugFiles.Find(library, open) is { } path ? open(path) : null;
        return debug is null ? null : new(library, debug.Path, DwarfSections.Of(debug, budget), budget);
    }

    /// <summary>The function of a symbol; null where the debug information has nothing of it.</summary>
    /// <exception cref="DwarfBudgetException">Here, and where what lies behind its pointers and in its records is looked at: the budget is at its end.</exception>
    public TrueFunction? Find(string symbol)
    {
        _budget.Renew();
        // The name in the source is not always that of the symbol: strdup is __strdup in glibc. An ifunc's address is that of the function that chooses.
        ElfExport? export = _library.Exports.FirstOrDefault(one => one.Name == symbol && one.IsDefault);
        return (export is { Kind: ElfExportKind.Function, Address: not 0 } && _byAddress.TryGetValue(export.Address, out int at) ? Read(at, symbol) : null)
            ?? (_byName.TryGetValue(symbol, out at) ? Read(at, symbol) : null)
            ?? (_declared.TryGetValue(symbol, out at) ? Read(at, symbol) : null);
    }

    private TrueFunction? Read(int offset, string symbol) => _entries.At(offset) is { } entry ? _types.Function(entry, symbol) : null;

    private void Index(DwarfEntry parent, int depth)
    {
        foreach (DwarfEntry entry in _entries.Children(parent))
        {
            if (entry.Tag == DwarfTag.Namespace && depth < 16)
            {
                Index(entry, depth + 1);
            }
            else if (entry.Tag == DwarfTag.Subprogram)
            {
                Index(entry);
            }
        }
    }

    private void Index(DwarfEntry entry)
    {
        if (entry.LowAddress is { } address and not 0)
        {
            _budget.Keep(BytesOfAddress);
            _byAddress.TryAdd(address, entry.Offset);
        }

        if (!entry.IsExternal || (entry.LinkageName ?? entry.Name) is not { } name)
        {
            return;
        }

        _budget.Keep(BytesOfName + (sizeof(char) * name.Length));

        // A declaration without parameters may be that of a function of which a compiler knows nothing but that it is called.
        if (!entry.IsDeclaration)
        {
            _byName.TryAdd(name, entry.Offset);
        }
        else if (entry.IsPrototyped)
        {
            _declared.TryAdd(name, entry.Offset);
        }
    }
}
