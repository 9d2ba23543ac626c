using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Printing;

/// <summary>Prints each outcome as one JSON object on one line of standard output; errors and reports go to standard error as well.</summary>
internal sealed class CallJsonPrinter : ICallPrinter
{
    private readonly TextWriter _output;
    private readonly TextWriter _error;

    public CallJsonPrinter(TextWriter output, TextWriter error)
    {
        _output = output;
        _error = error;
    }

    public void Print(CallOutcome outcome)
    {
        _output.WriteLine(CallJson.Of(outcome));
        _output.Flush();
        ErrorText.Write(_error, outcome);
    }
}
