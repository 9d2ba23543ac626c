// The fixed words of the mangling: builtin types, operators, abbreviations.
using System.Collections.Frozen;

namespace FfiIsolation.Libraries;

internal static class ItaniumWords
{
    public static readonly FrozenDictionary<char, string> Builtins = new Dictionary<char, string>
    {
        ['v'] = "void", ['w'] = "wchar_t", ['b'] = "bool", ['c'] = "char", ['a'] = "signed char", ['h'] = "unsigned char",
        ['s'] = "short", ['t'] = "unsigned short", ['i'] = "int", ['j'] = "unsigned int", ['l'] = "long", ['m'] = "unsigned long",
        ['x'] = "long long", ['y'] = "unsigned long long", ['n'] = "__int128", ['o'] = "unsigned __int128", ['f'] = "float",
        ['d'] = "double", ['e'] = "long double", ['g'] = "__float128", ['z'] = "...",
    }.ToFrozenDictionary();

    public static readonly FrozenDictionary<char, string> ExtendedBuiltins = new Dictionary<char, string>
    {
        ['n'] = "decltype(nullptr)", ['i'] = "char32_t", ['s'] = "char16_t", ['u'] = "char8_t", ['a'] = "auto", ['c'] = "decltype(auto)",
        ['d'] = "decimal64", ['e'] = "decimal128", ['f'] = "decimal32", ['h'] = "half",
    }.ToFrozenDictionary();

    public static readonly FrozenDictionary<char, string> Abbreviations = new Dictionary<char, string>
    {
        ['a'] = "std::allocator",
        ['b'] = "std::basic_string",
        ['s'] = "std::basic_string<char, std::char_traits<char>, std::allocator<char> >",
        ['i'] = "std::basic_istream<char, std::char_traits<char> >",
        ['o'] = "std::basic_ostream<char, std::char_traits<char> >",
        ['d'] = "std::basic_iostream<char, std::char_traits<char> >",
    }.ToFrozenDictionary();

    public static readonly FrozenDictionary<string, string> Operators = new Dictionary<string, string>
    {
        ["nw"] = " new", ["na"] = " new[]", ["dl"] = " delete", ["da"] = " delete[]", ["aw"] = " co_await", ["ng"] = "-", ["ad"] = "&",
        ["de"] = "*", ["co"] = "~", ["pl"] = "+", ["mi"] = "-", ["ml"] = "*", ["dv"] = "/", ["rm"] = "%", ["an"] = "&", ["or"] = "|",
        ["eo"] = "^", ["aS"] = "=", ["pL"] = "+=", ["mI"] = "-=", ["mL"] = "*=", ["dV"] = "/=", ["rM"] = "%=", ["aN"] = "&=",
        ["oR"] = "|=", ["eO"] = "^=", ["ls"] = "<<", ["rs"] = ">>", ["lS"] = "<<=", ["rS"] = ">>=", ["eq"] = "==", ["ne"] = "!=",
        ["lt"] = "<", ["gt"] = ">", ["le"] = "<=", ["ge"] = ">=", ["ss"] = "<=>", ["nt"] = "!", ["aa"] = "&&", ["oo"] = "||",
        ["pp"] = "++", ["mm"] = "--", ["cm"] = ",", ["pm"] = "->*", ["pt"] = "->", ["cl"] = "()", ["ix"] = "[]", ["ps"] = "+",
    }.ToFrozenDictionary();

    public static readonly FrozenDictionary<string, string> Specials = new Dictionary<string, string>
    {
        ["TV"] = "vtable for ", ["TT"] = "VTT for ", ["TI"] = "typeinfo for ", ["TS"] = "typeinfo name for ",
        ["GV"] = "guard variable for ", ["TW"] = "TLS wrapper function for ", ["TH"] = "TLS init function for ",
    }.ToFrozenDictionary();

    /// <summary>Suffixes of integer literals by type code; other types are written as casts.</summary>
    public static readonly FrozenDictionary<char, string> LiteralSuffixes = new Dictionary<char, string>
    {
        ['i'] = "", ['j'] = "u", ['l'] = "l", ['m'] = "ul", ['x'] = "ll", ['y'] = "ull",
    }.ToFrozenDictionary();
}
