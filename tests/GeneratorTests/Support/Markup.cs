using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FfiIsolation.GeneratorTests.Support;

/// <summary>A source in which <c>{|FFI004:…|}</c> marks where a diagnostic is expected.</summary>
internal sealed record Markup(string Source, IReadOnlyList<(string Id, TextSpan Span)> Expected)
{
    public static Markup Parse(string marked)
    {
        var text = new System.Text.StringBuilder();
        var open = new Stack<(string, int)>();
        var spans = new List<(string, TextSpan)>();
        for (int i = 0; i < marked.Length; i++)
        {
            if (marked.AsSpan(i).StartsWith("{|"))
            {
                int colon = marked.IndexOf(':', i);
                open.Push((marked[(i + 2)..colon], text.Length));
                i = colon;
            }
            else if (marked.AsSpan(i).StartsWith("|}") && open.TryPop(out (string Id, int Start) start))
            {
                spans.Add((start.Id, TextSpan.FromBounds(start.Start, text.Length)));
                i++;
            }
            else
            {
                text.Append(marked[i]);
            }
        }

        return new Markup(text.ToString(), [.. spans.OrderBy(span => span.Item2.Start).ThenBy(span => span.Item1, StringComparer.Ordinal)]);
    }

    /// <summary>Asserts that the diagnostics stand where they are expected, and no others.</summary>
    public void Check(IEnumerable<Diagnostic> diagnostics) => Assert.Equal(
        Expected.Select(expected => $"{expected.Id} at '{Source.Substring(expected.Span.Start, expected.Span.Length)}' ({expected.Span.Start})"),
        diagnostics.Select(diagnostic => $"{diagnostic.Id} at '{diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan)}' ({diagnostic.Location.SourceSpan.Start})"));
}
