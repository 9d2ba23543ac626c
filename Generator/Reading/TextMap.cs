// From a place in the value of a C# string literal to the place in the source: where a C prototype in an attribute is wrong.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FfiIsolation.Generator.Reading;

internal static class TextMap
{
    /// <summary>The place of a mistake in C text; the whole expression where that is no literal.</summary>
    public static Location LocationOf(ExpressionSyntax expression, PrototypeException mistake)
    {
        string text = mistake.Prototype;
        int start = OffsetOf(text, mistake.Line, mistake.Column), end = start;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        end = Math.Min(Math.Max(end, start + 1), text.Length);
        if (expression is not LiteralExpressionSyntax literal || literal.Token.ValueText != text || MapOf(literal.Token) is not { } map)
        {
            return expression.GetLocation();
        }

        // Something missing at the end is told at the closing quote.
        int first = map[start], last = end > start ? map[end - 1] + 1 : first + 1;
        int tokenStart = literal.Token.SpanStart;
        return Location.Create(literal.SyntaxTree, TextSpan.FromBounds(tokenStart + first, Math.Min(tokenStart + last, literal.Token.Span.End)));
    }

    private static int OffsetOf(string text, int line, int column)
    {
        int at = 0;
        for (; line > 1 && at < text.Length; at++)
        {
            if (text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.Length || text[at + 1] != '\n')))
            {
                line--;
            }
        }

        return Math.Min(at + column - 1, text.Length);
    }

    /// <summary>For each character of the value, and its end, the offset in the token; null for a form that is not known.</summary>
    private static int[]? MapOf(SyntaxToken token)
    {
        int[]? map = token.Kind() switch
        {
            SyntaxKind.SingleLineRawStringLiteralToken => MapRaw(token.Text, token.ValueText),
            SyntaxKind.MultiLineRawStringLiteralToken => MapRawLines(token.Text, token.ValueText),
            SyntaxKind.StringLiteralToken => token.Text.StartsWith("@", StringComparison.Ordinal) ? MapVerbatim(token.Text) : MapRegular(token.Text),
            _ => null,
        };
        return map?.Length == token.ValueText.Length + 1 ? map : null;
    }

    private static int[] MapRaw(string text, string value)
    {
        int quotes = Quotes(text);
        return [.. Enumerable.Range(quotes, value.Length + 1)];
    }

    private static int[] MapRawLines(string text, string value)
    {
        // The closing line says how far all lines are indented.
        int last = text.LastIndexOf('\n') + 1;
        int indent = text.Length - Quotes(text) - last;
        var map = new List<int>();
        int at = text.IndexOf('\n') + 1;
        for (int i = 0; i < value.Length; i++)
        {
            if ((i == 0 || value[i - 1] == '\n') && value[i] is not ('\r' or '\n'))
            {
                at += indent;
            }
            else if ((i == 0 || value[i - 1] == '\n') && at < text.Length && text[at] != value[i])
            {
                while (at < text.Length && text[at] is ' ' or '\t')
                {
                    at++; // a line of blanks has lost them
                }
            }

            map.Add(at++);
        }

        map.Add(at);
        return [.. map];
    }

    private static int[] MapVerbatim(string text)
    {
        var map = new List<int>();
        int at = 2;
        for (; at < text.Length - 1; at++)
        {
            map.Add(at);
            at += text[at] == '"' ? 1 : 0;
        }

        map.Add(at);
        return [.. map];
    }

    private static int[] MapRegular(string text)
    {
        var map = new List<int>();
        int at = 1;
        while (at < text.Length - 1)
        {
            map.Add(at);
            int length = text[at] == '\\' ? EscapeLength(text, at) : 1;
            if (length == 10 && text[at + 1] == 'U' && string.CompareOrdinal(text, at + 2, "00010000", 0, 8) >= 0)
            {
                map.Add(at); // two code units
            }

            at += length;
        }

        map.Add(at);
        return [.. map];
    }

    private static int EscapeLength(string text, int at)
    {
        switch (text[at + 1])
        {
            case 'u':
                return 6;
            case 'U':
                return 10;
            case 'x':
                int length = 2;
                while (length < 6 && Uri.IsHexDigit(text[at + length]))
                {
                    length++;
                }

                return length;
            default:
                return 2;
        }
    }

    private static int Quotes(string text) => text.TakeWhile(c => c == '"').Count();
}
