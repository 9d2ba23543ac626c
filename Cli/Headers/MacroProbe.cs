using System.Globalization;
using System.Text;

namespace FfiIsolation.Cli.Headers;

/// <summary>Asks clang what macros stand for, by a file that uses each of them.</summary>
internal static class MacroProbe
{
    private const string TextPrefix = "ffi_text_", ValuePrefix = "ffi_value_";

    /// <summary>For each, its value where it stands for one, and whether it stands for nothing at all.</summary>
    /// <param name="header">The file that defines them.</param>
    /// <param name="macros">Their names; none has parameters.</param>
    public static IReadOnlyList<(string Name, HeaderConstant? Constant, bool IsEmpty)> Read(Clang clang, string header, IReadOnlyList<string> macros, IReadOnlyList<string> arguments)
    {
        string folder = Directory.CreateTempSubdirectory("ffi-bind-").FullName;
        try
        {
            string probe = Path.Combine(folder, "probe.c");
            Dictionary<int, object?> texts = Evaluate(clang, probe, header, arguments, TextPrefix, macros.Select((name, i) => (i, $"static const char *{TextPrefix}{i} = FFI_TEXT({name});")));
            var plausible = macros.Select((_, i) => i).Where(i => texts.GetValueOrDefault(i) is string text && CanBeValue(text)).ToArray();
            Dictionary<int, object?> values = Evaluate(clang, probe, header, arguments, ValuePrefix, plausible.Select(i => (i, $"static __auto_type {ValuePrefix}{i} = {macros[i]};")));
            return [.. macros.Select((name, i) => (name, values.GetValueOrDefault(i) is { } value ? new HeaderConstant(name, value) : null, texts.GetValueOrDefault(i) is ""))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Whether an expanded macro can be an expression, so that it may stand in the probe without harm to the lines behind it.</summary>
    public static bool CanBeValue(string text)
    {
        int depth = 0;
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\')
            {
                i++;
            }
            else if (c is '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted)
            {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (depth < 0 || c is '{' or '}' or ';' or '#' or '=' && !IsComparison(text, i))
                {
                    return false;
                }
            }
        }

        return text.Length > 0 && depth == 0 && !isQuoted;
    }

    private static bool IsComparison(string text, int i) => (i > 0 && text[i - 1] is '=' or '!' or '<' or '>') || (i + 1 < text.Length && text[i + 1] == '=');

    private static Dictionary<int, object?> Evaluate(Clang clang, string probe, string header, IReadOnlyList<string> arguments, string prefix, IEnumerable<(int Index, string Line)> lines)
    {
        var text = new StringBuilder($"#include \"{header}\"\n");
        foreach ((_, string line) in lines)
        {
            text.Append(line).Append('\n');
        }

        File.WriteAllText(probe, text.ToString());
        clang.Parse(probe, arguments);
        var values = new Dictionary<int, object?>();
        foreach (ClangCursor variable in clang.TopLevel(kind => kind == ClangCursorKind.Variable))
        {
            string name = clang.Name(variable);
            if (name.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            {
                values[index] = Narrow(clang.Evaluate(variable), clang.SizeOf(variable));
            }
        }

        return values;
    }

    // clang gives all integers with 64 bits, and all floating numbers as double.
    private static object? Narrow(object? value, long size) => value switch
    {
        ulong number when size <= sizeof(uint) => (uint)number,
        long number when size <= sizeof(int) => (int)number,
        double number when size == sizeof(float) => (float)number,
        double when size > sizeof(double) => null, // long double: cut off
        ulong or long when size > sizeof(long) => null,
        _ => value,
    };
}
