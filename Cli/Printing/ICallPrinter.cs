using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Printing;

/// <summary>Prints how calls ended.</summary>
internal interface ICallPrinter
{
    void Print(CallOutcome outcome);
}
