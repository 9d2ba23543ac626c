// Readable C++ names from mangled ones. Itanium C++ ABI, chapter 5.1: https://itanium-cxx-abi.github.io/cxx-abi/abi.html#mangling
namespace FfiIsolation.Libraries;

/// <summary>Demangles the names that C++ compilers give to functions and types on Linux.</summary>
internal static class CppNames
{
    /// <summary>Longer names are not looked at: those are generated code, and the text is bounded by this too (times 8).</summary>
    public const int MaxLength = 4_096;

    /// <summary>What a symbol such as <c>_ZN6faults4areaEdd</c> means: <c>faults::area(double, double)</c>.
    /// Null where it is no mangled name, or holds something this reader does not know. The format is that of <c>c++filt</c>.</summary>
    public static string? Demangle(string symbol) =>
        symbol.Length is > 2 and <= MaxLength && symbol.StartsWith("_Z", StringComparison.Ordinal)
            ? new ItaniumDemangler(symbol, 2).Symbol()
            : null;

    /// <summary>What a type name as in <c>std::type_info::name()</c> means: <c>St13runtime_error</c> is <c>std::runtime_error</c>. Null as above.</summary>
    public static string? DemangleType(string name) =>
        name.Length is > 0 and <= MaxLength ? new ItaniumDemangler(name, 0).WholeType() : null;

    /// <summary>The name of a function without its parameters: what a person would have typed (<c>faults::area</c>). Null as above.</summary>
    public static string? FunctionName(string symbol) =>
        symbol.Length is > 2 and <= MaxLength && symbol.StartsWith("_Z", StringComparison.Ordinal)
            ? new ItaniumDemangler(symbol, 2).NameOnly()
            : null;

    /// <summary>For reports: the demangled name with the names of <c>std::string</c> and its kin as people write them.</summary>
    public static string Shorten(string demangled) => demangled
        .Replace("std::__cxx11::", "std::", StringComparison.Ordinal)
        .Replace("std::basic_string<char, std::char_traits<char>, std::allocator<char> >", "std::string", StringComparison.Ordinal)
        .Replace("std::basic_ostream<char, std::char_traits<char> >", "std::ostream", StringComparison.Ordinal)
        .Replace("std::basic_istream<char, std::char_traits<char> >", "std::istream", StringComparison.Ordinal);
}
