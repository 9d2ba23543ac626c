using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Cli.Scenarios;

/// <summary>The call returns a value, written as <c>ffi call</c> prints it.</summary>
internal sealed record ValueExpectation(string Value) : Expectation
{
    public override string? Contradiction(CallOutcome outcome)
    {
        if (outcome.Outcome != Outcome.Completed)
        {
            return OutcomeName.Of(outcome.Outcome);
        }

        string found = outcome.HasValue ? ValueText.Of(outcome.Value) : "no value";
        return found == Value ? null : found;
    }

    public override string ToString() => Value.Length == 0 || Value.Contains(' ') ? $"\"{Value}\"" : Value;
}
