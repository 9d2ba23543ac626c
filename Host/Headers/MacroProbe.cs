using System.Globalization;
using System.Text;

namespace FfiIsolation.Headers;

/// <summary>Asks clang what macros stand for, by a file that uses each of them.</summary>
internal static class MacroProbe
{
    private const string TextPrefix = "ffi_text_", ValuePrefix = "ffi_value_", SizePrefix = "ffi_size_";

    /// <summary>What stands for another value in each place has none.</summary>
    private static readonly string s_placeless = string.Concat(new[] { "LINE", "FILE", "BASE_FILE", "FILE_NAME", "COUNTER", "INCLUDE_LEVEL", "DATE", "TIME", "TIMESTAMP" }.Select(name => $"#undef __{name}__\n"));

    /// <summary>Macros that take what stands behind them along, such as one for an open parenthesis, each of which costs one more reading.</summary>
    private const int MostGreedy = 20;

    /// <summary>For each, its value where it stands for one, and whether it stands for nothing at all.</summary>
    /// <param name="header">The file that defines them.</param>
    /// <param name="macros">Their names; none has parameters.</param>
    public static IReadOnlyList<(string Name, HeaderConstant? Constant, bool IsEmpty)> Read(Clang clang, string header, IReadOnlyList<string> macros, IReadOnlyList<string> arguments)
    {
        string folder = Directory.CreateTempSubdirectory("ffi-bind-").FullName;
        try
        {
            string probe = Path.Combine(folder, "probe.c");
            Dictionary<int, object?> texts = Texts(clang, probe, header, macros, arguments);
            var plausible = macros.Select((_, i) => i).Where(i => texts.GetValueOrDefault(i) is string text && CanBeValue(text)).ToArray();
            Dictionary<int, object?> values = Evaluate(clang, probe, header, arguments, ValuePrefix, plausible.Select(i => $"static __auto_type {ValuePrefix}{i} = {macros[i]};"));
            Dictionary<int, object?> sizes = Evaluate(clang, probe, header, arguments, SizePrefix, plausible.Where(i => values.GetValueOrDefault(i) is string).Select(i => $"static const unsigned long {SizePrefix}{i} = sizeof({macros[i]});"));
            return [.. macros.Select((name, i) => (name, IsWhole(values.GetValueOrDefault(i), sizes.GetValueOrDefault(i)) ? new HeaderConstant(name, values[i]!) : null, texts.GetValueOrDefault(i) is ""))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A macro for an open parenthesis takes along all that stands behind it: what is behind the last one with a text is asked again, but for the first of it.
    private static Dictionary<int, object?> Texts(Clang clang, string probe, string header, IReadOnlyList<string> macros, IReadOnlyList<string> arguments)
    {
        var texts = new Dictionary<int, object?>();
        int first = 0;
        for (int greedy = 0; greedy <= MostGreedy && first < macros.Count; greedy++)
        {
            Dictionary<int, object?> some = Evaluate(clang, probe, header, arguments, TextPrefix, Enumerable.Range(first, macros.Count - first).Select(i => $"static const char *{TextPrefix}{i} = FFI_TEXT({macros[i]});"));
            int last = first - 1;
            foreach ((int i, object? text) in some.Where(one => one.Value is string))
            {
                texts[i] = text;
                last = Math.Max(last, i);
            }

            first = last + 2;
        }

        return texts;
    }

    /// <summary>Whether a value is all that the macro says: text is, up to a NUL or bytes that are no UTF-8, what clang gives of it; of a wide one, the first letter.</summary>
    /// <param name="size">Of the macro, where it is text.</param>
    public static bool IsWhole(object? value, object? size) => value is string text ? size is ulong bytes && (ulong)Encoding.UTF8.GetByteCount(text) + 1 == bytes : value is not null;

    /// <summary>Whether an expanded macro can be an expression, so that it may stand in the probe without harm to the lines behind it.</summary>
    public static bool CanBeValue(string text)
    {
        int depth = 0;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\')
            {
                i++;
            }
            else if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else
            {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (depth < 0 || c is '{' or '}' or ';' or '#' or '=' && !IsComparison(text, i))
                {
                    return false;
                }
            }
        }

        return text.Length > 0 && depth == 0 && quote == '\0';
    }

    private static bool IsComparison(string text, int i) => (i > 0 && text[i - 1] is '=' or '!' or '<' or '>') || (i + 1 < text.Length && text[i + 1] == '=');

    private static Dictionary<int, object?> Evaluate(Clang clang, string probe, string header, IReadOnlyList<string> arguments, string prefix, IEnumerable<string> lines)
    {
        var text = new StringBuilder($"#include \"{header}\"\n{s_placeless}");
        foreach (string line in lines)
        {
            text.Append(line).Append('\n');
        }

        File.WriteAllText(probe, text.ToString());
        try
        {
            clang.Parse(probe, arguments, withMacros: false);
        }
        catch (HeaderException error)
        {
            throw new HeaderException($"libclang cannot say what the macros of '{header}' stand for: their texts may grow without bounds ({error.Message})");
        }

        var values = new Dictionary<int, object?>();
        foreach (ClangCursor variable in clang.TopLevel(kind => kind == ClangCursorKind.Variable))
        {
            string name = clang.Name(variable);
            if (name.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            {
                values[index] = Narrow(clang.Evaluate(variable), clang.SizeOf(clang.TypeOf(variable)));
            }
        }

        return values;
    }

    // clang gives all integers with 64 bits, and all floating numbers as double. What is smaller than an int is one in C as soon as it is used.
    private static object? Narrow(object? value, long size) => value switch
    {
        ulong number when size < sizeof(uint) => (int)number,
        ulong number when size == sizeof(uint) => (uint)number,
        long number when size <= sizeof(int) => (int)number,
        double number when size == sizeof(float) => (float)number,
        double when size > sizeof(double) => null, // long double: cut off
        ulong or long when size > sizeof(long) => null,
        _ => value,
    };
}
