using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Scenarios;

/// <summary>The call ends in a certain way.</summary>
/// <param name="Outcome">The way.</param>
/// <param name="Detail">More exactly: the signal or cause of a crash, the type of a C++ exception, the kind of a rejection. Null for any.</param>
internal sealed record OutcomeExpectation(Outcome Outcome, string? Detail) : Expectation
{
    public override string? Contradiction(CallOutcome outcome)
    {
        IReadOnlyList<string> details = OutcomeDetails.Of(outcome);
        bool held = outcome.Outcome == Outcome && (Detail == null || details.Contains(Detail, StringComparer.OrdinalIgnoreCase));
        return held ? null : string.Join(' ', details.Take(1).Prepend(OutcomeName.Of(outcome.Outcome)));
    }

    public override string ToString() => Detail == null ? OutcomeName.Of(Outcome) : $"{OutcomeName.Of(Outcome)} {Detail}";
}
