using System.CommandLine;
using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Cli.Commands;

/// <summary><c>ffi call</c>: makes one call, or the same one several times, and prints how it ended.</summary>
internal sealed class CallCommand
{
    /// <summary>The most that a call can be repeated.</summary>
    public const int MostRepeats = 1_000_000_000;

    private readonly Terminal _terminal;
    private readonly HostStarter _startHost;

    private readonly Argument<string> _library = new("library")
    {
        Description = "The library, as you name it: m, libm, libm.so.6, or a path.",
    };

    private readonly Argument<string> _prototype = new("prototype")
    {
        Description = "The function, as its header declares it: \"double cos(double x)\".",
    };

    private readonly Argument<string[]> _arguments = new("argument")
    {
        Description = "One for each parameter.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<TimeSpan?> _timeout = new("--timeout")
    {
        Description = "How long the call may take before its worker is killed: 500ms, 5s, 1m. 30s if not given.",
        HelpName = "time",
        CustomParser = OptionReaders.Duration,
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one JSON object for each call.",
    };

    private readonly Option<int> _repeat = new("--repeat")
    {
        Description = "Make the call N times, one after the other. The exit status is that of the worst.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = result => OptionReaders.Count(result, MostRepeats),
    };

    private readonly Option<string[]> _declare = new("--declare")
    {
        Description = "C declarations that prototype and arguments may use: \"struct point { int x; int y; };\", or a file of them. May be given several times.",
        HelpName = "file or text",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<Confinement> _confine = new("--confine")
    {
        Description = "What the library may do: open, limited or confined. limited if not given.",
        HelpName = "preset",
        DefaultValueFactory = _ => Confinement.Limited,
        CustomParser = OptionReaders.Preset,
    };

    public CallCommand(Terminal terminal, HostStarter startHost)
    {
        _terminal = terminal;
        _startHost = startHost;
        _library.Validators.Add(OptionReaders.RefuseOptions);
        _library.Validators.Add(OptionReaders.RefuseEmpty);
        _prototype.Validators.Add(OptionReaders.RefuseOptions);
        Command = new Command("call", "Call a C function by its prototype and print what it returns.") { _library, _prototype, _arguments, _timeout, _json, _repeat, _declare, _confine };
        Command.SetAction(RunAsync);
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = new CallRequest(
            parsed.GetRequiredValue(_library), parsed.GetRequiredValue(_prototype), parsed.GetValue(_arguments) ?? Array.Empty<string>(), parsed.GetValue(_timeout));
        ICallPrinter printer = parsed.GetValue(_json)
            ? new CallJsonPrinter(_terminal.Output, _terminal.Error)
            : new CallPrinter(_terminal.Output, _terminal.Error);
        int worst = ExitCode.Completed;
        await foreach (CallOutcome outcome in CallAsync(request, parsed.GetValue(_declare) ?? [], OptionsFor(parsed.GetValue(_repeat)) with { Confinement = parsed.GetRequiredValue(_confine) }, parsed.GetValue(_repeat), cancellationToken).ConfigureAwait(false))
        {
            printer.Print(outcome);
            worst = ExitCode.Worse(worst, outcome.ExitCode);
        }

        return worst;
    }

    private async IAsyncEnumerable<CallOutcome> CallAsync(
        CallRequest request, string[] declarations, NativeHostOptions options, int repeat, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CallOutcome? failed = null;
        PreparedRequest? prepared = null;
        ICallHost? host = null;
        IBoundFunction? function = null;
        try
        {
            // What can be refused without a worker is refused without one.
            request = request with { Declarations = DeclarationSources.Read(declarations) };
            prepared = CallRunner.Prepare(request);
            host = await _startHost(options, LibraryWrote, cancellationToken).ConfigureAwait(false);
            function = await host.BindAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (Failures.OutcomeOf(error) is { })
        {
            failed = CallRunner.Failed(error, TimeSpan.Zero);
        }

        await using (host)
        {
            if (failed != null)
            {
                yield return failed;
                yield break;
            }

            for (int round = 0; round < repeat; round++)
            {
                CallOutcome outcome = await CallRunner.InvokeAsync(function!, prepared!, cancellationToken).ConfigureAwait(false);
                yield return outcome;
                if (outcome.Outcome == Outcome.Cancelled)
                {
                    yield break;
                }
            }
        }
    }

    // Standard output is the results' alone.
    private void LibraryWrote(string line)
    {
        lock (_terminal)
        {
            _terminal.Error.WriteLine(line);
        }
    }

    // One call needs one worker, and nobody who takes over from it.
    private static NativeHostOptions OptionsFor(int repeat) => new() { MaxWorkers = 1, Spares = repeat > 1 ? 1 : 0, CancellationGrace = TimeSpan.Zero, Quarantine = QuarantinePolicy.Off };
}
