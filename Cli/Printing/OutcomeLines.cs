using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Printing;

/// <summary>What happened to a call, in a few lines for a reader: the first says it, the others explain. Values are cut where they are long;
/// warnings, hints and errors are wrapped, so that the advice in them is whole.</summary>
internal static class OutcomeLines
{
    private const int MostExtraLines = 6;
    private const int LongestValue = 160;
    private const int RowWidth = 110;

    /// <param name="outcome">What happened.</param>
    /// <param name="verbose">Whether nothing is left out, and a report is shown whole.</param>
    /// <param name="suffix">What stands behind the first line.</param>
    public static IReadOnlyList<string> Of(CallOutcome outcome, bool verbose, string suffix = "")
    {
        var lines = new List<string>();
        switch (outcome.Outcome)
        {
            case Outcome.Completed:
                lines.Add(Value(outcome.HasValue ? "returned " + ValueText.Of(outcome.Value) : "returned"));
                lines.AddRange(outcome.Outputs.Select(output => Value($"{output.Name} = {OutputText.Of(output)}")));
                break;
            case Outcome.Crashed when outcome.Report is { } report:
                lines.Add(report.Summary);
                lines.AddRange(report.Hints.Select(hint => "hint: " + hint));
                break;
            case Outcome.Threw or Outcome.Overran:
                lines.AddRange(ErrorText.Of(outcome.Error!).Split('\n'));
                break;
            default:
                lines.AddRange($"{Name(outcome.Outcome)}: {ErrorText.Of(outcome.Error!)}".Split('\n'));
                lines.AddRange((outcome.Error as CallTimeoutException)?.Report.Hints.Select(hint => "hint: " + hint) ?? []);
                break;
        }

        lines[0] += suffix;
        if (outcome.Warning is { } warning)
        {
            // Never among the lines that are left out.
            lines.Insert(1, "warning: " + warning);
        }

        int left = verbose ? 0 : lines.Count - 1 - MostExtraLines;
        IEnumerable<string> shown = lines.Take(left > 0 ? 1 + MostExtraLines : lines.Count)
            .SelectMany((line, index) => IsValue(outcome, index) ? [line] : WrappedText.Rows(line, RowWidth));
        if (left > 0)
        {
            shown = shown.Append($"… {left} more lines with --verbose");
        }

        if (verbose && outcome.Report is { } full)
        {
            shown = shown.Concat(full.ToString().TrimEnd().Split('\n'));
        }

        return shown.ToArray();

        string Value(string line) => verbose || line.Length <= LongestValue ? line : line[..(LongestValue - 1)] + "…";
    }

    private static bool IsValue(CallOutcome outcome, int index) => outcome.Outcome == Outcome.Completed && (index != 1 || outcome.Warning == null);

    private static string Name(Outcome outcome) => outcome switch
    {
        Outcome.TimedOut => "timed out",
        Outcome.WorkerLost => "worker lost",
        Outcome.Rejected => "refused",
        Outcome.Unavailable => "no worker",
        _ => OutcomeName.Of(outcome),
    };
}
