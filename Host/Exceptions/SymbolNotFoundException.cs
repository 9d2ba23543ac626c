namespace FfiIsolation;

/// <summary>The library has no function of that name, or what it has under it is no function.</summary>
public sealed class SymbolNotFoundException : CallRejectedException
{
    internal SymbolNotFoundException(string symbol, string library, IReadOnlyList<string> nearNames, string? cppName, string kind = "function", string? frees = null)
        : base(frees is null
            ? Describe(symbol, library, nearNames, cppName, kind)
            : $"'{symbol}' is named as what frees the memory of {frees}. {Describe(symbol, library, nearNames, cppName, kind)} No other library of the worker has it either.")
    {
        Symbol = symbol;
        LibraryPath = library;
        NearNames = nearNames;
        CppName = cppName;
    }

    internal SymbolNotFoundException(string symbol, string library, bool isFunction = false)
        : base(isFunction ? $"'{symbol}' in {library} is a function, not a variable." : $"'{symbol}' in {library} is data, not a function: there is nothing to call.")
    {
        Symbol = symbol;
        LibraryPath = library;
        NearNames = [];
    }

    /// <summary>The name that was asked for.</summary>
    public string Symbol { get; }

    /// <summary>The file that was searched.</summary>
    public string LibraryPath { get; }

    /// <summary>Names in the library that are near to it, nearest first.</summary>
    public IReadOnlyList<string> NearNames { get; }

    /// <summary>The C++ function of that name, demangled, if the library has one.</summary>
    public string? CppName { get; }

    private static string Describe(string symbol, string library, IReadOnlyList<string> nearNames, string? cppName, string kind)
    {
        string text = $"{library} has no {kind} '{symbol}'.";
        if (cppName is not null)
        {
            text += $" It has the C++ function {cppName}, whose name the compiler has mangled; declare it extern \"C\" in the library to call it by its plain name.";
        }

        return nearNames.Count == 0 ? text : text + " Did you mean " + string.Join(", ", nearNames.Select(near => $"'{near}'")) + "?";
    }
}
