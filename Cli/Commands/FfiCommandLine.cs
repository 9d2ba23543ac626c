using System.CommandLine;
using System.CommandLine.Help;
using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Demo;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Headers;
using FfiIsolation.Rpc;

namespace FfiIsolation.Cli.Commands;

/// <summary>The command line: what verbs and options there are, and what happens to a line of words.</summary>
internal sealed class FfiCommandLine
{
    private readonly RootCommand _root;
    private readonly CallCommand _call;
    private readonly Terminal _terminal;

    /// <param name="terminal">Where output goes.</param>
    /// <param name="startHost">Starts a host with the options given.</param>
    /// <param name="stage">Where demos are played.</param>
    /// <param name="headers">What reads headers.</param>
    public FfiCommandLine(Terminal terminal, HostStarter startHost, IDemoStage stage, IHeaderReader headers)
    {
        _terminal = terminal;
        _call = new CallCommand(terminal, startHost);
        _root = new RootCommand("Calls any C function in a worker process that may die of it.")
        {
            _call.Command,
            new ExplainCommand(terminal).Command,
            new InspectCommand(terminal).Command,
            new CheckCommand(terminal, headers).Command,
            new BindCommand(terminal, headers).Command,
            new DemoCommand(terminal, stage).Command,
            new DoctorCommand(terminal, startHost).Command,
            new InProcessCommand(terminal).Command,
        };
        foreach (Option option in _root.Options)
        {
            if (option is VersionOption version)
            {
                version.Action = new VersionAction();
            }
            else if (option is HelpOption help)
            {
                help.Action = new HelpWithNotes((HelpAction)help.Action!, _call.Command);
            }
        }
    }

    /// <summary>Does what the words say.</summary>
    /// <returns>The exit status.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> words, CancellationToken cancellationToken = default)
    {
        // A text that begins with @ is a text, not a file of more words.
        var parsing = new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        ParseResult result = _root.Parse(VerbatimWords.Separate(words, _call.Command), parsing);
        if (result.Errors.Count > 0 && result.Action is not (VersionAction or HelpWithNotes))
        {
            return ReportMistakes(UsageMistakes.Of(result));
        }

        var invocation = new InvocationConfiguration
        {
            Output = _terminal.Output,
            Error = _terminal.Error,
            EnableDefaultExceptionHandler = false,

            // Signals are the caller's, who cancels.
            ProcessTerminationTimeout = null,
        };
        return await result.InvokeAsync(invocation, cancellationToken).ConfigureAwait(false);
    }

    private int ReportMistakes(IEnumerable<string> mistakes)
    {
        foreach (string message in mistakes)
        {
            _terminal.Error.WriteLine("ffi: " + message);
        }

        _terminal.Error.WriteLine("ffi: 'ffi --help' shows how it is used");
        return ExitCode.Usage;
    }
}
