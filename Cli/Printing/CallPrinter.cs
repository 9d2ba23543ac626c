using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Printing;

/// <summary>Prints one outcome for people and shell scripts: the result alone on the first line of standard output, a line for each buffer behind it;
/// everything else on standard error.</summary>
internal sealed class CallPrinter : ICallPrinter
{
    private readonly TextWriter _output;
    private readonly TextWriter _error;

    public CallPrinter(TextWriter output, TextWriter error)
    {
        _output = output;
        _error = error;
    }

    public void Print(CallOutcome outcome)
    {
        if (outcome.HasValue)
        {
            _output.WriteLine(ValueText.Of(outcome.Value));
        }

        foreach (OutputValue output in outcome.Outputs)
        {
            _output.WriteLine($"{output.Name} = {OutputText.Of(output)}");
        }

        _output.Flush();
        ErrorText.Write(_error, outcome);
    }
}
