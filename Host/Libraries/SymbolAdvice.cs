namespace FfiIsolation.Libraries;

/// <summary>Says what a library has in place of a symbol that it has not.</summary>
internal static class SymbolAdvice
{
    public static SymbolNotFoundException NotFound(string symbol, string libraryPath)
    {
        ElfFile? file = ElfFile.TryOpen(libraryPath);
        if (file is null)
        {
            return new SymbolNotFoundException(symbol, libraryPath, [], null);
        }

        string? mangled = file.ExportedNames.FirstOrDefault(name => IsNameOf(CppNames.FunctionName(name), symbol));
        return new SymbolNotFoundException(
            symbol,
            libraryPath,
            mangled is null ? NearNames.Find(symbol, file.ExportedNames) : [],
            mangled is null ? null : CppNames.Demangle(mangled) ?? mangled);
    }

    /// <summary>A prototype has no namespaces: <c>area</c> is meant where the library has <c>faults::area</c>.</summary>
    private static bool IsNameOf(string? function, string symbol) =>
        function is not null && (function == symbol || function.EndsWith("::" + symbol, StringComparison.Ordinal));
}
