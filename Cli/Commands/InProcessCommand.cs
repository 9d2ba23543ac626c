using System.CommandLine;
using FfiIsolation.Cli.Arguments;
using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.InProcess;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Cli.Commands;

/// <summary>The hidden verb of <see cref="SacrificialProcess"/>: makes a call without isolation.</summary>
internal sealed class InProcessCommand
{
    public InProcessCommand(Terminal terminal)
    {
        var library = new Argument<string>("library");
        var prototype = new Argument<string>("prototype");
        var arguments = new Argument<string[]>("argument") { Arity = ArgumentArity.ZeroOrMore };
        Command = new Command(SacrificialProcess.Verb, "Makes a call in this very process.") { library, prototype, arguments };
        Command.Hidden = true;
        Command.SetAction(parsed =>
        {
            try
            {
                InProcessCall.Run(new CallRequest(parsed.GetRequiredValue(library), parsed.GetRequiredValue(prototype), parsed.GetValue(arguments) ?? Array.Empty<string>()), terminal.Output);
                return ExitCode.Completed;
            }
            catch (Exception error) when (error is ArgumentTextException or PrototypeException or DllNotFoundException or EntryPointNotFoundException)
            {
                terminal.Error.WriteLine("ffi: " + error.Message);
                return ExitCode.Usage;
            }
        });
    }

    public Command Command { get; }
}
