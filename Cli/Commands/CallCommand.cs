using System.CommandLine;
using System.CommandLine.Parsing;
using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Debugging;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Lanes;

namespace FfiIsolation.Cli.Commands;

/// <summary><c>ffi call</c>: makes one call, or the same one several times, and prints how it ended.</summary>
internal sealed class CallCommand
{
    // Between two looks whether a debugger is there.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    /// <summary>The most that a call can be repeated.</summary>
    public const int MostRepeats = 1_000_000_000;

    private readonly Terminal _terminal;
    private readonly HostStarter _startHost;

    private readonly Argument<string> _library = CommandArguments.Library();

    private readonly Argument<string> _prototype = CommandArguments.Prototype();

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

    private readonly Option<string[]> _declare = DeclarationSources.Option();

    private readonly Option<Confinement?> _confine = new("--confine")
    {
        Description = "What the library may do: open, limited or confined. limited if not given.",
        HelpName = "preset",
        CustomParser = OptionReaders.Preset,
    };

    private readonly Option<bool> _guardHeap = new("--guard-heap")
    {
        Description = "Watch what the library allocates: use after free, double free, overruns of its blocks, the wrong free.",
    };

    private readonly Option<bool> _trace = new("--trace")
    {
        Description = "Show the JSON-RPC messages between host and worker on standard error. Calls go by JSON-RPC then, not by shared memory.",
    };

    private readonly Option<bool> _debug = new("--debug")
    {
        Description = "Hold the worker before the call, without deadlines, until a debugger has attached and continued, or Enter.",
    };

    public CallCommand(Terminal terminal, HostStarter startHost)
    {
        _terminal = terminal;
        _startHost = startHost;
        Command = new Command("call", "Call a C function by its prototype and print what it returns.") { _library, _prototype, _arguments, _timeout, _json, _repeat, _declare, _confine, _guardHeap, _trace, _debug };
        Command.Validators.Add(RefuseDebugged);
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
        await foreach (CallOutcome outcome in CallAsync(request, parsed, cancellationToken).ConfigureAwait(false))
        {
            printer.Print(outcome);
            worst = ExitCode.Worse(worst, outcome.ExitCode);
        }

        return worst;
    }

    private async IAsyncEnumerable<CallOutcome> CallAsync(CallRequest request, ParseResult parsed, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CallOutcome? failed = null;
        PreparedRequest? prepared = null;
        ICallHost? host = null;
        ICallSession? session = null;
        IBoundFunction? function = null;
        try
        {
            // What can be refused without a worker is refused without one.
            request = request with { Declarations = DeclarationSources.Read(parsed.GetValue(_declare) ?? []) };
            prepared = CallRunner.Prepare(request);
            host = await _startHost(OptionsFor(parsed), LibraryWrote, cancellationToken).ConfigureAwait(false);

            // A session's worker is left alone: the supervisor would end one that a debugger has stopped before its call.
            HeapGuarding heap = parsed.GetValue(_guardHeap) ? HeapGuarding.Guarded : HeapGuarding.Off;
            session = parsed.GetValue(_debug) || heap != HeapGuarding.Off ? await host.OpenSessionAsync(heap, cancellationToken).ConfigureAwait(false) : null;
            function = await ((ICaller?)session ?? host).BindAsync(request, cancellationToken).ConfigureAwait(false);
            if (session is not null && parsed.GetValue(_debug))
            {
                await HoldAsync(session.ProcessId, prepared.Prototype.Name, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (Failures.OutcomeOf(error) is { })
        {
            failed = CallRunner.Failed(error, TimeSpan.Zero);
        }

        await using (host)
        await using (session)
        {
            if (failed != null)
            {
                yield return failed;
                yield break;
            }

            for (int round = 0; round < parsed.GetValue(_repeat); round++)
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

    private Task HoldAsync(int process, string function, CancellationToken cancellationToken)
    {
        var hold = new DebuggerHold(_terminal.Error, _terminal.Input ?? TextReader.Null, DebuggedProcess.Look, token => Task.Delay(s_look, token));
        return hold.WaitAsync(process, function, DebuggedProcess.WhoMayAttach(), cancellationToken);
    }

    private void RefuseDebugged(CommandResult result)
    {
        if (result.GetValue(_debug) && (result.GetResult(_timeout) is { Implicit: false } || result.GetResult(_repeat) is { Implicit: false }))
        {
            result.AddError("--debug is for one call without a deadline: it goes with neither --timeout nor --repeat");
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

    private void Traced(RpcMessage message)
    {
        lock (_terminal)
        {
            _terminal.Error.WriteLine(TraceText.Of(message));
        }
    }

    // One call needs one worker, and nobody who takes over from it.
    private NativeHostOptions OptionsFor(ParseResult parsed)
    {
        bool isTraced = parsed.GetValue(_trace), isDebugged = parsed.GetValue(_debug), isInSession = isDebugged || parsed.GetValue(_guardHeap);
        var options = new NativeHostOptions
        {
            BufferGuarding = BufferGuarding.Strict,
            MaxWorkers = 1,
            MinWorkers = isInSession ? 0 : 1,
            Spares = parsed.GetValue(_repeat) > 1 ? 1 : 0,
            CancellationGrace = TimeSpan.Zero,
            Quarantine = QuarantinePolicy.Off,
            Confinement = parsed.GetValue(_confine) ?? Confinement.Limited,
            Lane = isTraced ? LaneChoice.Rpc : LaneChoice.Automatic,
            RpcTraced = isTraced ? Traced : null,
        };
        return isDebugged ? options with { CallTimeout = Timeout.InfiniteTimeSpan } : options;
    }
}
