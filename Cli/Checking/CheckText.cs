using FfiIsolation.Cli.Printing;
using FfiIsolation.DebugInfo;

namespace FfiIsolation.Cli.Checking;

/// <summary>Checked declarations for people.</summary>
internal static class CheckText
{
    private const int Width = 80;
    private const string Indent = "    ";

    public static IEnumerable<string> Of(CheckedDeclaration one)
    {
        string source = one.Header is not null ? $"the header {one.Header}" : one.Home is not null ? $"the library {one.Home}" : "the library";
        switch (one.Verdict)
        {
            case Verdict.Same:
                yield return $"{one.Name}: as {source} says";
                yield break;
            case Verdict.Missing or Verdict.Unchecked:
                foreach (string row in WrappedText.Rows($"{one.Name}: {(one.Verdict == Verdict.Missing ? "" : "unchecked: ")}{one.Reason}", Width))
                {
                    yield return row;
                }

                yield break;
        }

        yield return $"{one.Name}: {(one.Verdict == Verdict.Differs ? "not what" : "not quite what")} {source} says";
        foreach (Difference difference in one.Differences)
        {
            bool isFirst = true;
            foreach (string row in WrappedText.Rows($"{(difference.IsWarning ? "warning, " : "")}{Kind(difference.Kind)}: {difference.Text}", Width - Indent.Length))
            {
                yield return (isFirst ? "  " : Indent) + row.TrimStart(' ');
                isFirst = false;
            }
        }

        foreach (string row in one.Reason is null ? [] : WrappedText.Rows($"otherwise unchecked: {one.Reason}", Width - Indent.Length))
        {
            yield return "  " + row.TrimStart(' ');
        }

        // Not wrapped: it is to be copied.
        if (one.Right is not null)
        {
            yield return $"  right: {one.Right}";
        }
    }

    public static string Kind(DifferenceKind kind) => kind switch
    {
        DifferenceKind.PointerDepth => "pointer depth",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
