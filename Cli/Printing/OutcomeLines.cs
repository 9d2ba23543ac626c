using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Printing;

/// <summary>What happened to a call, in a few lines for a reader: the first says it, the others explain.</summary>
internal static class OutcomeLines
{
    private const int MostExtraLines = 6;
    private const int LongestLine = 160;

    public static IReadOnlyList<string> Of(CallOutcome outcome, bool verbose)
    {
        var lines = new List<string>();
        switch (outcome.Outcome)
        {
            case Outcome.Completed:
                lines.Add(outcome.HasValue ? "returned " + ValueText.Of(outcome.Value) : "returned");
                lines.AddRange(outcome.Outputs.Select(output => $"{output.Name} = {OutputText.Of(output)}"));
                break;
            case Outcome.Crashed when outcome.Report is { } report:
                lines.Add(report.Summary);
                lines.AddRange(report.Hints.Select(hint => "hint: " + hint));
                break;
            case Outcome.Threw:
                lines.Add(ErrorText.Of(outcome.Error!));
                break;
            default:
                lines.AddRange($"{Name(outcome.Outcome)}: {ErrorText.Of(outcome.Error!)}".Split('\n'));
                break;
        }

        if (outcome.Warning is { } warning)
        {
            lines.Add("warning: " + warning);
        }

        if (verbose && outcome.Report is { } full)
        {
            lines.AddRange(full.ToString().TrimEnd().Split('\n'));
        }

        return verbose ? lines : Shorten(lines);
    }

    private static string Name(Outcome outcome) => outcome switch
    {
        Outcome.TimedOut => "timed out",
        Outcome.WorkerLost => "worker lost",
        Outcome.Rejected => "refused",
        Outcome.Unavailable => "no worker",
        _ => OutcomeName.Of(outcome),
    };

    private static IReadOnlyList<string> Shorten(List<string> lines)
    {
        IEnumerable<string> shown = lines.Take(1 + MostExtraLines).Select(line => line.Length <= LongestLine ? line : line[..(LongestLine - 1)] + "…");
        int left = lines.Count - 1 - MostExtraLines;
        return (left > 0 ? shown.Append($"… {left} more lines with --verbose") : shown).ToArray();
    }
}
