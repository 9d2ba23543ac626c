namespace FfiIsolation.Cli.Binding;

/// <summary>Makes C# names of C names. Pure.</summary>
internal static class CSharpNames
{
    private static readonly HashSet<string> s_keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal", "default", "delegate", "do", "double", "else", "enum",
        "event", "explicit", "extern", "false", "finally", "fixed", "float", "for", "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace",
        "new", "null", "object", "operator", "out", "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc",
        "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while",
    };

    /// <summary>Members that every type has.</summary>
    public static IReadOnlyList<string> MembersOfAll { get; } = ["Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals", "Finalize"];

    /// <summary>The words of a name in Pascal case: <c>z_stream_s</c> is <c>ZStreamS</c>, and <c>EVP_MD_CTX_new</c> is <c>EvpMdCtxNew</c>; a word alone keeps its capitals.</summary>
    public static string Pascal(string name)
    {
        string[] words = Parts(name);
        string text = string.Concat(words.Select(word => char.ToUpperInvariant(word[0]) + (words.Length > 1 && IsShouted(word) ? word[1..].ToLowerInvariant() : word[1..])));
        return text.Length == 0 ? "Unnamed" : char.IsAsciiDigit(text[0]) ? "_" + text : text;
    }

    /// <summary>The same with a small first word, for parameters; keywords are escaped.</summary>
    public static string Camel(string name)
    {
        string pascal = Pascal(name);
        int capitals = pascal.TakeWhile(char.IsAsciiLetterUpper).Count();
        int small = capitals > 1 && capitals < pascal.Length && char.IsAsciiLetterLower(pascal[capitals]) ? capitals - 1 : Math.Max(1, capitals);
        return Escape(pascal[..small].ToLowerInvariant() + pascal[small..]);
    }

    /// <summary>Whether a name of C is one in C# too: GNU C has <c>$</c> in names.</summary>
    public static bool IsName(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>A name that may be a keyword, as code writes it.</summary>
    public static string Escape(string name) => s_keywords.Contains(name) ? "@" + name : name;

    private static string[] Parts(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsShouted(string word) => !word.Any(char.IsAsciiLetterLower) && word.Count(char.IsAsciiLetterUpper) > 1;
}
