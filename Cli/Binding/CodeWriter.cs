using System.Text;

namespace FfiIsolation.Cli.Binding;

/// <summary>Lines of code with their indentation.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line = "")
    {
        if (line == "}")
        {
            _depth--;
        }

        _text.Append(line.Length == 0 ? "" : new string(' ', 4 * _depth)).Append(line).Append('\n');
        if (line == "{")
        {
            _depth++;
        }
    }

    /// <summary>A text as a literal of C#.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (char c in text)
        {
            literal.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' => $"\\u{(int)c:x4}", // the last two end a line of C#, too
                _ => c.ToString(),
            });
        }

        return literal.Append('"').ToString();
    }

    public override string ToString() => _text.ToString();
}
