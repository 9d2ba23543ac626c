using System.Text;
using System.Text.RegularExpressions;

namespace FfiIsolation.Headers;

/// <summary>Makes text for our parser of declarations as clang prints them. Pure.</summary>
/// <remarks>clang prints the attributes that it knows, in its own words and where it likes; those of GCC that it does not know (<c>access</c>, <c>malloc(f)</c>) are lost. So each attribute is given to it twice (<see cref="AttributeMacro"/>):
/// as it is, and as text in an annotation, which clang keeps. Here the annotations become attributes again, and clang's own are dropped.</remarks>
internal static partial class PrintedText
{
    /// <summary>What <c>__attribute__</c> is defined as while a header is read.</summary>
    public static readonly string[] AttributeMacro =
    [
        "-DFFI_TEXT(...)=FFI_TEXT_(__VA_ARGS__)",
        "-DFFI_TEXT_(...)=#__VA_ARGS__",
        $"-D__attribute__(...)=__attribute__(__VA_ARGS__) __attribute__((annotate(\"{Mark}\" FFI_TEXT(__VA_ARGS__))))",
        $"-D__attribute(...)=__attribute__(__VA_ARGS__) __attribute__((annotate(\"{Mark}\" FFI_TEXT(__VA_ARGS__))))",
    ];

    private const string Mark = "ffi:", NoReturn = " _Noreturn";
    private const string Attribute = "__attribute__((", Annotation = Attribute + "annotate(\"";

    /// <summary>The text with the attributes that mean something to a call or to a layout, and no others.</summary>
    public static string WithAttributes(string printed)
    {
        var text = new StringBuilder();
        int at = 0;
        for (int next; (next = printed.IndexOf(Attribute, at, StringComparison.Ordinal)) >= 0;)
        {
            text.Append(printed, at, next - at);
            if (string.CompareOrdinal(printed, next, Annotation + Mark, 0, Annotation.Length + Mark.Length) == 0)
            {
                int start = next + Annotation.Length + Mark.Length, end = printed.IndexOf("\")))", start, StringComparison.Ordinal);
                end = end < 0 ? printed.Length : end;
                text.Append(Kept(printed[start..end]));
                at = Math.Min(printed.Length, end + "\")))".Length);
            }
            else
            {
                at = EndOfParentheses(printed, next + Attribute.Length - 2);
            }
        }

        // _Alignas stands in front of a type, and clang prints it behind the name.
        string aligned = Alignas().Replace(text.Append(printed, at, printed.Length - at).ToString(), "__attribute__((aligned(${what})))");
        string plain = Bracketed().Replace(aligned, "[${length}]");
        return Blanks().Replace(plain, " ").Replace(" ;", ";", StringComparison.Ordinal).Trim();
    }

    /// <summary>A function as a prototype: its name is that of its symbol, and no parameters are <c>(void)</c>.</summary>
    public static string OfFunction(string text, string name)
    {
        string symbol = name;
        if (AsmLabel().Match(text) is { Success: true } label)
        {
            symbol = label.Groups["symbol"].Value;
            text = text.Remove(label.Index, label.Length);
        }

        // Behind the parameters, where clang prints what it holds for an attribute, no compiler reads it.
        if (text.EndsWith(NoReturn, StringComparison.Ordinal))
        {
            text = NoReturn.TrimStart() + " " + text[..^NoReturn.Length];
        }

        // A name in parentheses is not taken for the macro of that name, and means nothing else.
        Match declarator = Regex.Match(text, $@"(?<open>\(\s*)?\b{Regex.Escape(name)}\b(?(open)\s*\))\s*\((?<nothing>\s*\))?");
        return declarator.Success
            ? text[..declarator.Index] + symbol + (declarator.Groups["nothing"].Success ? "(void)" : "(") + text[(declarator.Index + declarator.Length)..]
            : text;
    }

    /// <summary>The name of a function's symbol: <c>asm("…")</c> gives it another one.</summary>
    public static string SymbolOf(string text, string name) => AsmLabel().Match(text) is { Success: true } label ? label.Groups["symbol"].Value : name;

    // "(packed)", "(nonnull(1), access(read_only, 1, 2))"
    private static string Kept(string list)
    {
        string inner = list.Trim();
        inner = inner.StartsWith('(') && inner.EndsWith(')') ? inner[1..^1] : inner;
        var kept = new List<string>();
        foreach (string one in SplitAtCommas(inner))
        {
            string name = one.Split(['(', ' '], 2)[0];
            name = name.Length > 4 && name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal) ? name[2..^2] : name;
            if (AttributeNames.Matters(name))
            {
                // glibc's deallocators: malloc(__builtin_free, 1)
                kept.Add(name == "malloc" ? one.Replace("__builtin_", "", StringComparison.Ordinal) : one);
            }
        }

        return kept.Count == 0 ? "" : $"{Attribute}{string.Join(", ", kept)}))";
    }

    private static IEnumerable<string> SplitAtCommas(string list)
    {
        int depth = 0, start = 0;
        for (int i = 0; i <= list.Length; i++)
        {
            if (i == list.Length || (list[i] == ',' && depth == 0))
            {
                yield return list[start..i].Trim();
                start = i + 1;
            }
            else
            {
                depth += list[i] == '(' ? 1 : list[i] == ')' ? -1 : 0;
            }
        }
    }

    private static int EndOfParentheses(string text, int open)
    {
        int depth = 0;
        bool isText = false;
        for (int i = open; i < text.Length; i++)
        {
            isText ^= text[i] == '"' && text[i - 1] != '\\';
            depth += isText ? 0 : text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (depth == 0)
            {
                return i + 1;
            }
        }

        return text.Length;
    }

    [GeneratedRegex(@" ?\basm\(""(?<symbol>[^""]*)""\)")]
    private static partial Regex AsmLabel();

    [GeneratedRegex(@"\b_Alignas\((?<what>[^()]*(\([^()]*\))?[^()]*)\)")]
    private static partial Regex Alignas();

    // An array that is as long as another parameter says: [(count)], [static count].
    [GeneratedRegex(@"\[(static )?\(?(?<length>[A-Za-z_]\w*)\)?\]")]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"(?<=\S) {2,}")]
    private static partial Regex Blanks();
}
