using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace FfiIsolation.Cli.Commands;

/// <summary>The help that System.CommandLine makes of the options, and behind it what they do not say.</summary>
internal sealed class HelpWithNotes : SynchronousCommandLineAction
{
    private readonly HelpAction _help;
    private readonly Command _call;

    public HelpWithNotes(HelpAction help, Command call)
    {
        _help = help;
        _call = call;
    }

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        using var help = new StringWriter();
        parseResult.InvocationConfiguration.Output = help;
        int status = _help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;

        // System.CommandLine shows options last, where call takes everything for an argument, and none that is required.
        output.Write(help.ToString().Replace("<prototype> [<argument>...] [options]", "<prototype> [<argument>...]").Replace(" call <library> <prototype> [", " call [options] <library> <prototype> [")
            .Replace(" bind <header> [options]", " bind <header> --library <library> [options]"));
        if (parseResult.CommandResult.Command == _call)
        {
            output.WriteLine(HelpText.Arguments);
        }

        output.WriteLine(HelpText.ExitStatus);
        return status;
    }
}
