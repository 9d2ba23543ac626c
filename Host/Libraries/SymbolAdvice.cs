namespace FfiIsolation.Libraries;

/// <summary>Says what a library has in place of a symbol that it has not.</summary>
internal static class SymbolAdvice
{
    public const string Function = "function";
    public const string Variable = "variable";

    /// <param name="kind">What was looked for.</param>
    /// <param name="frees">The function that names the symbol as what frees its result; null for one that was asked for.</param>
    public static SymbolNotFoundException NotFound(string symbol, string libraryPath, string kind = Function, string? frees = null)
    {
        ElfFile? file = ElfFile.TryOpen(libraryPath);
        if (file is null)
        {
            return new SymbolNotFoundException(symbol, libraryPath, [], null, kind, frees);
        }

        string? mangled = file.ExportedNames.FirstOrDefault(name => IsNameOf(CppNames.FunctionName(name), symbol));
        return new SymbolNotFoundException(
            symbol,
            libraryPath,
            mangled is null ? NearNames.Find(symbol, file.ExportedNames) : [],
            mangled is null ? null : CppNames.Demangle(mangled) ?? mangled,
            kind,
            frees);
    }

    /// <summary>Refuses a symbol that the library defines, but not as a function: calling data is no call.</summary>
    /// <exception cref="SymbolNotFoundException">It is data.</exception>
    public static void ThrowIfData(string symbol, string libraryPath)
    {
        if (ElfFile.TryOpen(libraryPath) is { } file && file.DataSizes.ContainsKey(symbol))
        {
            throw new SymbolNotFoundException(symbol, libraryPath);
        }
    }

    /// <summary>Refuses a symbol that the library defines as a function, or as data of another size than was declared.</summary>
    /// <exception cref="SymbolNotFoundException">It is a function.</exception>
    /// <exception cref="CallRejectedException">It has another size.</exception>
    public static void ThrowIfOther(DeclaredVariable variable, string libraryPath)
    {
        if (ElfFile.TryOpen(libraryPath) is not { } file)
        {
            return;
        }

        if (file.Functions.Any(function => function.IsExported && function.Name == variable.Name))
        {
            throw new SymbolNotFoundException(variable.Name, libraryPath, isFunction: true);
        }

        if (variable.Type.IsComplete && file.DataSizes.TryGetValue(variable.Name, out ulong size) && size != 0 && size != (ulong)variable.Type.Size)
        {
            throw new CallRejectedException($"'{variable}' has {variable.Type.Size} bytes, and '{variable.Name}' in {libraryPath} has {size}: the declaration is not that of the library.");
        }
    }

    /// <summary>A prototype has no namespaces and no templates: <c>area</c> is meant where the library has <c>faults::area</c> or <c>area&lt;int&gt;</c>.</summary>
    private static bool IsNameOf(string? function, string symbol)
    {
        string? plain = function?.Split('<', 2)[0];
        return plain is not null && (plain == symbol || plain.EndsWith("::" + symbol, StringComparison.Ordinal));
    }
}
