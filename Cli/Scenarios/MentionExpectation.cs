using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Cli.Scenarios;

/// <summary>The warning, the error, the hints, the report or the supervisor's events say a certain thing.</summary>
/// <param name="Where">One of <see cref="Places"/>.</param>
/// <param name="Text">A part of it, in any case of letters; empty where it only has to be there.</param>
internal sealed record MentionExpectation(string Where, string Text) : Expectation
{
    public static readonly string[] Places = { "warning", "error", "hint", "report", "event" };

    public override string? Contradiction(CallOutcome outcome)
    {
        string? found = Where switch
        {
            "warning" => outcome.Warning,
            "error" => outcome.Error == null ? null : ErrorText.Of(outcome.Error),
            "hint" => outcome.Report is { Hints.Count: > 0 } report ? string.Join('\n', report.Hints) : null,
            "event" => outcome.Events.Count == 0 ? null : string.Join('\n', outcome.Events.Select(happened => happened.Kind)),
            _ => outcome.Report?.ToString(),
        };
        return found == null ? $"no {Where}" : found.Contains(Text, StringComparison.OrdinalIgnoreCase) ? null : $"{Where}: {found}";
    }

    public override string ToString() => Text.Length == 0 ? Where : $"{Where} \"{Text}\"";
}
