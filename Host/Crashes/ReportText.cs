// How reports are laid out: headings, wrapped sentences, stacks. Lines of up to 100 columns.
using System.Globalization;
using System.Text;

namespace FfiIsolation.Crashes;

internal static class ReportText
{
    public const int Width = 100;

    private const int MaxStackLines = 16;

    /// <summary>A list of sentences.</summary>
    public static void Items(StringBuilder text, IEnumerable<string> items)
    {
        foreach (var item in items)
            Wrap(text, item, "  - ", "    ");
    }

    /// <summary>A stack, at least one frame of it: recursion folded, the middle left out where it is long.</summary>
    public static void Frames(StringBuilder text, IReadOnlyList<StackFrame> frames, bool isComplete)
    {
        var moduleWidth = Math.Min(frames.Select(f => (f.Module ?? "(not mapped)").Length).Max(), 28);
        var lines = new List<string>();
        foreach (var fold in StackFold.Of(frames))
        {
            for (var i = 0; i < fold.Length; i++)
                lines.Add(Frame(frames[fold.Start + i], fold.Start + i, moduleWidth));
            if (fold.Times > 1)
                lines.Add($"      … {(fold.Length == 1 ? "this frame" : $"these {fold.Length} frames")} {fold.Times} times in all");
        }
        if (lines.Count > MaxStackLines)
        {
            var left = lines.Count - MaxStackLines;
            lines.RemoveRange(MaxStackLines - 2, left);
            lines.Insert(MaxStackLines - 2, $"      … {left} more lines");
        }
        lines.ForEach(l => Line(text, l));
        if (!isComplete)
            Line(text, "      (the trace may go on)");
    }

    private static string Frame(StackFrame frame, int number, int moduleWidth)
    {
        var index = number.ToString(CultureInfo.InvariantCulture).PadLeft(4);
        if (frame.IsCallGate)
            return $"{index}  (call gate)";
        var module = SafeText.Limit(frame.Module ?? "(not mapped)", moduleWidth).PadRight(moduleWidth);
        var place = frame.Symbol is { } symbol ? symbol + "+" + Hex.Short(frame.SymbolOffset)
            : frame.Module is not null ? "+" + Hex.Short(frame.ModuleOffset) : "";
        const int AddressWidth = 18;
        var room = Width - index.Length - 2 - moduleWidth - 2 - 2 - AddressWidth;
        return $"{index}  {module}  {SafeText.Limit(place, room).PadRight(room)}  {Hex.Short(frame.Address),AddressWidth}";
    }

    public static string Duration(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0} µs"),
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms"),
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.##} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} h"),
    };

    public static void Heading(StringBuilder text, string heading)
    {
        text.Append('\n');
        Line(text, heading);
    }

    public static void Line(StringBuilder text, string line) => text.Append(line.TrimEnd()).Append('\n');

    public static void Wrap(StringBuilder text, string content, string first, string rest)
    {
        var line = new StringBuilder(first);
        var isEmpty = true;
        foreach (var word in content.Split(' '))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                Line(text, line.ToString());
                line.Clear().Append(rest);
                isEmpty = true;
            }
            if (!isEmpty)
                line.Append(' ');
            line.Append(word);
            isEmpty = false;
        }
        Line(text, line.ToString());
    }
}
