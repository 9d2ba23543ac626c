using System.Text.RegularExpressions;

namespace FfiIsolation.Cli.Binding;

/// <summary>Makes XML documentation of a header's documentation comment. Pure.</summary>
internal sealed partial class DocComment
{
    private readonly string _summary;
    private readonly Dictionary<string, string> _parameters = new(StringComparer.Ordinal);
    private readonly string? _returns;

    /// <param name="comment">With its marks: <c>/** … */</c>, <c>/// …</c>; empty for none.</param>
    public DocComment(string comment)
    {
        string text = string.Join('\n', comment.Split('\n').Select(line => Marks().Replace(line.Trim(), "").Trim())).Trim();
        string[] parts = Commands().Split(text);
        _summary = Words(parts[0]);
        foreach (string part in parts.Skip(1))
        {
            string[] words = part.Split((char[])[' ', '\n', '\t'], 2, StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["brief", var brief]:
                    _summary = Words(brief) + (_summary.Length == 0 ? "" : " " + _summary);
                    break;
                case ["return" or "returns", var returns]:
                    _returns = Words(returns);
                    break;
                case [var param, var rest] when param.StartsWith("param", StringComparison.Ordinal) && rest.Split((char[])[' ', '\n', '\t'], 2, StringSplitOptions.RemoveEmptyEntries) is [var name, var meaning]:
                    _parameters[name] = Words(meaning);
                    break;
                case [_, var other]:
                    _summary = $"{_summary} {Words(other)}".Trim();
                    break;
            }
        }
    }

    public void Write(CodeWriter code, IEnumerable<(string C, string Own)>? parameters = null)
    {
        if (_summary.Length > 0)
        {
            code.Line($"/// <summary>{_summary}</summary>");
        }

        foreach ((string c, string own) in parameters ?? [])
        {
            if (_parameters.TryGetValue(c, out string? meaning))
            {
                code.Line($"/// <param name=\"{own.TrimStart('@')}\">{meaning}</param>");
            }
        }

        if (_returns is not null && parameters is not null)
        {
            code.Line($"/// <returns>{_returns}</returns>");
        }
    }

    private static string Words(string text) =>
        Blanks().Replace(text, " ").Trim().Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    [GeneratedRegex(@"^(/\*[*!]<?|//[/!]<?|\*(?!/))|\*+/$")]
    private static partial Regex Marks();

    [GeneratedRegex(@"(?<=^|\s)[@\\](?=[a-z])")]
    private static partial Regex Commands();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
