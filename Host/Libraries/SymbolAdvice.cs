namespace FfiIsolation.Libraries;

/// <summary>Says what a library has in place of a symbol that it has not.</summary>
internal static class SymbolAdvice
{
    /// <param name="frees">The function that names the symbol as what frees its result; null for one that was asked for.</param>
    public static SymbolNotFoundException NotFound(string symbol, string libraryPath, string? frees = null)
    {
        ElfFile? file = ElfFile.TryOpen(libraryPath);
        if (file is null)
        {
            return new SymbolNotFoundException(symbol, libraryPath, [], null, frees);
        }

        string? mangled = file.ExportedNames.FirstOrDefault(name => IsNameOf(CppNames.FunctionName(name), symbol));
        return new SymbolNotFoundException(
            symbol,
            libraryPath,
            mangled is null ? NearNames.Find(symbol, file.ExportedNames) : [],
            mangled is null ? null : CppNames.Demangle(mangled) ?? mangled,
            frees);
    }

    /// <summary>Refuses a symbol that the library defines, but not as a function: calling data is no call.</summary>
    /// <exception cref="SymbolNotFoundException">It is data.</exception>
    public static void ThrowIfData(string symbol, string libraryPath)
    {
        if (ElfFile.TryOpen(libraryPath) is { } file && file.ExportedData.Contains(symbol))
        {
            throw new SymbolNotFoundException(symbol, libraryPath);
        }
    }

    /// <summary>A prototype has no namespaces and no templates: <c>area</c> is meant where the library has <c>faults::area</c> or <c>area&lt;int&gt;</c>.</summary>
    private static bool IsNameOf(string? function, string symbol)
    {
        string? plain = function?.Split('<', 2)[0];
        return plain is not null && (plain == symbol || plain.EndsWith("::" + symbol, StringComparison.Ordinal));
    }
}
