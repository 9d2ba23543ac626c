namespace FfiIsolation;

/// <summary>The words that C and GCC reserve, and what this library makes of them.</summary>
internal static class CKeywords
{
    public const string Attribute = "__attribute__";

    /// <summary>Why vectors are refused, as the expectation of an error.</summary>
    public const string VectorReason =
        "a pointer to one, or its elements: in which registers a vector travels depends on the options (-mavx, -mavx512f) that the library was compiled with";

    private static readonly Dictionary<string, string> AlternateSpellings = new(StringComparer.Ordinal)
    {
        ["__const"] = "const", ["__const__"] = "const",
        ["__volatile"] = "volatile", ["__volatile__"] = "volatile",
        ["__restrict"] = "restrict", ["__restrict__"] = "restrict",
        ["__inline"] = "inline", ["__inline__"] = "inline",
        ["__signed"] = "signed", ["__signed__"] = "signed",
        ["__attribute"] = Attribute,
        ["__asm__"] = "asm", ["__asm"] = "asm",
        ["__complex__"] = "_Complex", ["__complex"] = "_Complex",
        ["alignas"] = "_Alignas", ["__alignof__"] = "_Alignof", ["__alignof"] = "_Alignof", ["alignof"] = "_Alignof",
        ["static_assert"] = "_Static_assert",
    };

    private static readonly HashSet<string> TypeWords = new(StringComparer.Ordinal)
    {
        "void", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "_Bool",
        "struct", "union", "enum", "const", "volatile", "restrict", "register",
        "_Complex", "__int128", "__int128_t", "__uint128_t", "_Float16", "_Float128", "__float128",
    };

    private static readonly HashSet<string> OtherWords = new(StringComparer.Ordinal)
    {
        "typedef", "extern", "static", "inline", "_Noreturn", "__extension__", Attribute, "asm",
        "break", "case", "continue", "default", "do", "else", "for", "goto", "if", "return", "sizeof", "switch", "while", "_Alignof",
    };

    // Everything a declaration can hold that would be misread as an opaque name, with the words of the refusal.
    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["_Imaginary"] = "imaginary numbers",
        ["_BitInt"] = "bit-precise integers (_BitInt)",
        ["__fp16"] = "16-bit floating numbers (__fp16)", ["__bf16"] = "16-bit floating numbers (__bf16)",
        ["_Float32"] = "the types _FloatN (_Float32)", ["_Float64"] = "the types _FloatN (_Float64)",
        ["_Float32x"] = "the types _FloatNx (_Float32x)", ["_Float64x"] = "the types _FloatNx (_Float64x)", ["_Float128x"] = "the types _FloatNx (_Float128x)",
        ["__float80"] = "the types __float80",
        ["_Decimal32"] = "decimal floating numbers (_Decimal32)", ["_Decimal64"] = "decimal floating numbers (_Decimal64)",
        ["_Decimal128"] = "decimal floating numbers (_Decimal128)",
        ["__m64"] = "vector types (__m64)", ["__m128"] = "vector types (__m128)", ["__m128d"] = "vector types (__m128d)", ["__m128i"] = "vector types (__m128i)",
        ["__m256"] = "vector types (__m256)", ["__m256d"] = "vector types (__m256d)", ["__m256i"] = "vector types (__m256i)",
        ["__m512"] = "vector types (__m512)", ["__m512d"] = "vector types (__m512d)", ["__m512i"] = "vector types (__m512i)",
        ["va_list"] = "parameters of type va_list", ["__builtin_va_list"] = "parameters of type va_list", ["__gnuc_va_list"] = "parameters of type va_list",
        ["typeof"] = "typeof types", ["__typeof__"] = "typeof types", ["__typeof"] = "typeof types", ["typeof_unqual"] = "typeof types",
        ["_Atomic"] = "atomic types (_Atomic)", ["_Alignas"] = "alignment specifiers (_Alignas)",
        ["_Thread_local"] = "thread-local variables", ["__thread"] = "thread-local variables", ["thread_local"] = "thread-local variables",
        ["_Generic"] = "generic selections", ["_Static_assert"] = "static assertions",
        ["auto"] = "deduced types (auto)", ["__auto_type"] = "deduced types (__auto_type)", ["constexpr"] = "constexpr declarations",
        ["__stdcall"] = "other calling conventions (__stdcall)", ["__cdecl"] = "other calling conventions (__cdecl)",
        ["__fastcall"] = "other calling conventions (__fastcall)", ["__vectorcall"] = "other calling conventions (__vectorcall)",
        ["__thiscall"] = "other calling conventions (__thiscall)", ["__declspec"] = "__declspec specifiers",
    };

    // Names in C; what begins with one is C++.
    private static readonly HashSet<string> BeginningsOfCPlusPlus = new(StringComparer.Ordinal) { "class", "template", "namespace" };

    /// <summary>Words worth suggesting for a misspelt one.</summary>
    public static IEnumerable<string> Suggestions => TypeWords.Concat(new[] { "extern", "static", "inline" });

    /// <summary>The usual spelling of a keyword: <c>const</c> for <c>__const__</c>.</summary>
    public static string Plain(string word) => AlternateSpellings.TryGetValue(word, out string? plain) ? plain : word;

    /// <summary>Whether a type can start with the word (already plain).</summary>
    public static bool StartsType(string word) => TypeWords.Contains(word) || Refused.ContainsKey(word);

    /// <summary>Whether the word (already plain) is reserved, so that it cannot be a name.</summary>
    public static bool IsReserved(string word) => TypeWords.Contains(word) || OtherWords.Contains(word) || Refused.ContainsKey(word);

    /// <summary>What a declaration that begins with the word is, if it is none of C.</summary>
    public static string? RefusedInFrontAs(string word) => BeginningsOfCPlusPlus.Contains(word) ? $"C++ declarations ({word})" : null;

    /// <summary>What to write instead of a refused word, with the reason where there is one to give.</summary>
    public static string? InsteadOf(string word) => word.StartsWith("__m", StringComparison.Ordinal) ? VectorReason : Instead.TryGetValue(word, out string? instead) ? instead : null;


    /// <summary>What the word stands for, if this library refuses it.</summary>
    public static string? RefusedAs(string word) => Refused.TryGetValue(word, out string? what) ? what : null;

    private const string NoConvention = "the declaration without it: a 64-bit library has the convention of its system, and '__attribute__((ms_abi))' says the one of Windows";
    private const string InC = "what C has in their place: a pointer to a class is a pointer to a struct, 'struct Foo *'";

    private static readonly Dictionary<string, string> Instead = new(StringComparer.Ordinal)
    {
        ["__stdcall"] = NoConvention, ["__cdecl"] = NoConvention, ["__fastcall"] = NoConvention, ["__vectorcall"] = NoConvention, ["__thiscall"] = NoConvention,
        ["__declspec"] = "the declaration without it: it says nothing that a call needs", ["auto"] = "the type itself",
        ["va_list"] = "the function that takes '...' in its place, where the library has one: 'printf' for 'vprintf'",
        ["class"] = InC, ["template"] = InC, ["namespace"] = InC,
    };
}
