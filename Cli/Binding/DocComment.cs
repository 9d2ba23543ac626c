using System.Text.RegularExpressions;

namespace FfiIsolation.Cli.Binding;

/// <summary>What a header's documentation comment says, in the ways of Doxygen and gtk-doc. Pure.</summary>
internal sealed partial class DocComment
{
    private readonly List<string> _paragraphs = [];
    private readonly List<(string Name, string Meaning)> _parameters = [];
    private readonly List<string> _returns = [];
    private string _summary = "";

    /// <param name="comment">With its marks: <c>/** … */</c>, <c>/// …</c>; empty for none.</param>
    public DocComment(string comment)
    {
        string text = string.Join('\n', comment.Split('\n').Select(line => Marks().Replace(line.Trim(), "").Trim())).Trim();
        if (!OfFiles().IsMatch(text))
        {
            Read(Blocks().Replace(OwnName().Replace(text, ""), "\n"));
        }
    }

    /// <param name="parameters">Of a method; null for a type.</param>
    /// <param name="remark">What is said besides; null for nothing.</param>
    public void Write(CodeWriter code, IReadOnlyCollection<(string C, string Own)>? parameters = null, string? remark = null)
    {
        DocText.Write(code, "summary", "", [_summary]);
        foreach ((string c, string own) in parameters ?? [])
        {
            DocText.Write(code, "param", $" name=\"{own.TrimStart('@')}\"", [_parameters.FirstOrDefault(one => one.Name == c).Meaning ?? ""]);
        }

        DocText.Write(code, "returns", "", parameters is null ? [] : _returns);
        var others = _parameters.Where(one => parameters?.Any(parameter => parameter.C == one.Name) != true).Select(one => $"{one.Name}: {one.Meaning}");
        DocText.Write(code, "remarks", "", [.. _paragraphs, .. others, .. parameters is null ? _returns.Select(text => "Returns " + text) : [], remark ?? ""]);
    }

    private void Read(string text)
    {
        string command = "", name = "", paragraph = "";
        foreach (string line in text.Split('\n'))
        {
            if (Command().Match(line) is { Success: true } start)
            {
                End();
                (command, name, paragraph) = (start.Groups["command"].Value, start.Groups["name"].Value, start.Groups["rest"].Value);
            }
            else if (Named().Match(line) is { Success: true } named)
            {
                End();
                (command, name, paragraph) = named.Groups["sign"].Length > 0 ? ("param", named.Groups["name"].Value, named.Groups["rest"].Value) : ("return", "", named.Groups["rest"].Value);
            }
            else if (line.Length == 0 || Item().IsMatch(line))
            {
                End();
                (command, name, paragraph) = ("", "", line);
            }
            else
            {
                paragraph += "\n" + line;
            }
        }

        End();

        void End()
        {
            if (Inline().Replace(paragraph, "").Trim() is { Length: > 0 } words)
            {
                Add(command, name, words);
            }
        }
    }

    private void Add(string command, string name, string words)
    {
        switch (command)
        {
            case "param":
                _parameters.Add((name, words));
                break;
            case "return" or "returns" or "result" or "retval":
                _returns.Add(words);
                break;
            case "brief" or "short" or "" when _summary.Length == 0:
                _summary = words;
                break;
            case "ingroup" or "author" or "authors" or "date" or "copyright":
                break;
            default:
                string label = command switch
                {
                    "sa" or "see" => "See ",
                    "since" when char.IsAsciiDigit(words[0]) => "Since ",
                    "warning" or "attention" => "Warning: ",
                    "deprecated" => "Deprecated: ",
                    "note" => "Note: ",
                    "pre" => "Before: ",
                    "post" => "Afterwards: ",
                    _ => "",
                };
                _paragraphs.Add(label + words);
                break;
        }
    }

    [GeneratedRegex(@"^(/\*[*!]<?|//[/!]<?|\*(?!/))|\*+/$")]
    private static partial Regex Marks();

    // What stands at the head of a file or a group says nothing of the declaration behind it.
    [GeneratedRegex(@"(?m)^[@\\](file|defgroup|addtogroup|mainpage|name|\{|\})(?![A-Za-z])")]
    private static partial Regex OfFiles();

    // The first line of gtk-doc.
    [GeneratedRegex(@"^\w+:\n")]
    private static partial Regex OwnName();

    [GeneratedRegex(@"(?<=\S)[ \t]+(?=[@\\](brief|short|param|returns?|result|retval|sa|see|since|note|warning|deprecated)\b)")]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^[@\\]((?<command>param)(\[[^\]]*\])?[ \t]+(?<name>[\w.]+):?|(?<command>brief|short|returns?|result|retval|sa|see|since|note|warning|attention|deprecated|remarks?|details|par|pre|post|ingroup|authors?|date|copyright)\b)(?<rest>.*)$")]
    private static partial Regex Command();

    // gtk-doc: "@name: meaning", "Returns: meaning"
    [GeneratedRegex(@"^(?<sign>@)(?<name>\w+):(?<rest>.*)$|^Returns:(?<rest>.*)$")]
    private static partial Regex Named();

    [GeneratedRegex(@"^([-*+]|\d+[.)]|[@\\]li)\s")]
    private static partial Regex Item();

    [GeneratedRegex(@"(?<![\w@\\])[@\\](c|p|a|e|b|em|ref|link|endlink|code|endcode|verbatim|endverbatim|n|li)\b ?")]
    private static partial Regex Inline();
}
