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

        string? mangled = file.ExportedNames.FirstOrDefault(name => CppNames.FunctionName(name) == symbol);
        return new SymbolNotFoundException(
            symbol,
            libraryPath,
            mangled is null ? NearNames.Find(symbol, file.ExportedNames) : [],
            mangled is null ? null : CppNames.Demangle(mangled) ?? mangled);
    }
}
