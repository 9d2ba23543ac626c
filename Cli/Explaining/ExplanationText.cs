using System.Globalization;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Cli.Explaining;

/// <summary>An explanation for people, in 80 columns.</summary>
internal static class ExplanationText
{
    private const int Width = 80;

    // A declaration that is longer than this has its place on the next line.
    private const int WidestDeclaration = 36;
    private const int WidestSubject = 14;

    public static IReadOnlyList<string> Of(CallExplanation call)
    {
        var lines = new List<string>();
        lines.AddRange(Wrapped("", call.Prototype.ToString(), hanging: 4));
        lines.Add(call.IsMicrosoft ? "  called by the Microsoft x64 convention (ms_abi)" : "  called by the System V x86-64 convention");
        AddPlaces(lines, call);
        foreach (RecordType record in call.Records)
        {
            AddRecord(lines, record);
        }

        AddChecks(lines, "before the call", call.Before);
        AddChecks(lines, "after the call", call.After);
        return lines;
    }

    private static void AddPlaces(List<string> lines, CallExplanation call)
    {
        string result = call.Prototype.ReturnType.ToString();
        int widest = call.Arguments.Select(argument => argument.Declaration.Length).Append(result.Length).Where(length => length <= WidestDeclaration).DefaultIfEmpty(0).Max();
        int digits = Math.Max(2, call.Arguments.Length.ToString(CultureInfo.InvariantCulture).Length);
        if (call.Arguments.Length > 0)
        {
            Head(lines, "arguments");
        }

        foreach (ExplainedArgument argument in call.Arguments)
        {
            AddPlace(lines, argument.Number.ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1), argument.Declaration, argument.Place.Words, widest);
        }

        Head(lines, "result");
        AddPlace(lines, new string(' ', digits + 1), result, call.Result.Words, widest);
        if (call.VectorCount is { } vectors)
        {
            lines.AddRange(Wrapped("  ", $"al is {vectors}, the number of vector registers with arguments, as variadic functions want it", hanging: 2));
        }

        if (call.IsMicrosoft)
        {
            lines.AddRange(Wrapped("  ", $"the stack has {PlaceReader.Count(call.StackBytes)} for the function, of which the first 32 are room to store its registers", hanging: 2));
        }

        if (call.StackBytes > 0 && call.Arguments.Any(argument => argument.Place.Pieces.Any(piece => piece.In.StartsWith("rsp", StringComparison.Ordinal))))
        {
            lines.AddRange(Wrapped("  ", "rsp is that of the caller, just before the call instruction"
                + (call.StackAlignment > 16 ? string.Create(CultureInfo.InvariantCulture, $"; it is aligned to {call.StackAlignment} here") : ""), hanging: 2));
        }
    }

    private static void AddPlace(List<string> lines, string number, string declaration, string place, int widest)
    {
        string start = $"{number}  {declaration}";
        int column = number.Length + 2 + widest + 2;
        if (declaration.Length > widest)
        {
            lines.AddRange(Wrapped($"{number}  ", declaration, hanging: number.Length + 4));
            start = "";
        }

        lines.AddRange(Wrapped(start.PadRight(column), place, column));
    }

    private static void AddRecord(List<string> lines, RecordType record)
    {
        Head(lines, string.Create(CultureInfo.InvariantCulture, $"{Name(record)}: {PlaceReader.Count(record.Size)}, aligned to {record.Alignment}"));
        lines.Add("  offset  size");
        foreach (LayoutRow row in RecordLayoutRows.Of(record))
        {
            string offset = row.Offset.ToString(CultureInfo.InvariantCulture), size = (row.Bits / 8).ToString(CultureInfo.InvariantCulture);
            if (row.IsBitField)
            {
                offset = string.Create(CultureInfo.InvariantCulture, $"{row.Offset}.{row.BitPosition % 8}");
                size = string.Create(CultureInfo.InvariantCulture, $"{row.Bits} bit{(row.Bits == 1 ? "" : "s")}");
            }

            lines.AddRange(Wrapped($"  {offset,6}  {size,-7}  {new string(' ', 2 * row.Depth)}", row.Text ?? "(padding)", hanging: 21 + (2 * row.Depth)));
        }
    }

    private static string Name(RecordType record) =>
        record.Tag is not null ? $"{RecordText.Keyword(record.Kind)} {record.Tag}" : record.TypedefName ?? $"{RecordText.Keyword(record.Kind)} without a name";

    private static void AddChecks(List<string> lines, string title, IReadOnlyList<Check> checks)
    {
        Head(lines, title);
        int widest = checks.Max(check => Math.Min(check.Subject.Length, WidestSubject));
        string? last = null;
        foreach (Check check in checks)
        {
            string subject = check.Subject == last ? "" : check.Subject;
            last = check.Subject;
            if (subject.Length > widest)
            {
                lines.Add($"  {subject}");
                subject = "";
            }

            lines.AddRange(Wrapped($"  {subject.PadRight(widest)}  ", check.Text, hanging: widest + 4));
        }
    }

    private static void Head(List<string> lines, string title)
    {
        lines.Add("");
        lines.Add(title);
    }

    /// <summary>Text behind a prefix, in rows that begin below the text.</summary>
    private static IEnumerable<string> Wrapped(string prefix, string text, int hanging)
    {
        int room = Math.Max(Width / 4, Width - Math.Max(prefix.Length, hanging));
        bool isFirst = true;
        foreach (string row in WrappedText.Rows(text, room))
        {
            yield return (isFirst ? prefix : new string(' ', hanging)) + row.TrimStart(' ');
            isFirst = false;
        }
    }
}
