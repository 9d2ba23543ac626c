using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Cli.Scenarios;

/// <summary>The call leaves something in a buffer, written as <c>ffi call</c> prints it.</summary>
internal sealed record OutputExpectation(string Name, string Value) : Expectation
{
    public override string? Contradiction(CallOutcome outcome)
    {
        if (outcome.Outcome != Outcome.Completed)
        {
            return OutcomeName.Of(outcome.Outcome);
        }

        string? found = outcome.Outputs.Where(output => output.Name == Name).Select(OutputText.Of).FirstOrDefault();
        return found == null ? $"no buffer of the name {Name}" : found == Value ? null : $"{Name} = {found}";
    }

    public override string ToString() => $"{Name} = {(Value.Length == 0 || Value.Contains(' ') ? $"\"{Value}\"" : Value)}";
}
