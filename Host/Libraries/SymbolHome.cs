namespace FfiIsolation.Libraries;

/// <summary>Finds the file that a symbol is from when a library is asked for it, as dlsym(3) does: the library itself, else the first of those that it needs, in the order of loading. Reads files, loads nothing. Not for use from several threads at a time.</summary>
internal sealed class SymbolHome(ElfFile library)
{
    private readonly Lazy<IReadOnlyList<Dependency>> _dependencies = new(() => new DependencySearch(new RealFiles(), LibraryDirectories.OfThisProcess(), ElfFile.TryOpen).Of(library));

    /// <summary>null where none of them has it. What the worker has of its own, and what is preloaded, is not looked at.</summary>
    public ElfFile? Of(string symbol) => library.IsExported(symbol) ? library
        : _dependencies.Value.Select(dependency => dependency.Path is { } path ? ElfFile.TryOpen(path) : null).FirstOrDefault(file => file?.IsExported(symbol) == true);
}
