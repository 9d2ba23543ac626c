using System.Collections.Immutable;
using System.CommandLine;
using FfiIsolation.Cli.Arguments;
using FfiIsolation.Cli.Explaining;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Cli.Commands;

/// <summary><c>ffi explain</c>: says what a prototype means for a call, and calls nothing.</summary>
internal sealed class ExplainCommand
{
    private readonly Terminal _terminal;

    private readonly Argument<string> _prototype = CommandArguments.Prototype();

    private readonly Argument<string[]> _types = new("type")
    {
        Description = "Types of arguments behind the dots of a variadic function: int \"const char *\".",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<CallConvention?> _abi = new("--abi")
    {
        Description = "The calling convention: sysv (Linux) or ms (Windows). What the prototype says if not given.",
        HelpName = "convention",
        CustomParser = OptionReaders.Convention,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    private readonly Option<string[]> _declare = DeclarationSources.Option();

    public ExplainCommand(Terminal terminal)
    {
        _terminal = terminal;
        _types.Validators.Add(OptionReaders.RefuseOptions);
        Command = new Command("explain", "Say where the arguments and the result of a function go, how its structs are laid out, and what is checked.") { _prototype, _types, _abi, _json, _declare };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        CallExplanation call;
        try
        {
            Declarations declarations = DeclarationSources.Read(parsed.GetValue(_declare) ?? []) ?? Declarations.Empty;
            Prototype prototype = ByConvention(Prototype.Parse(parsed.GetRequiredValue(_prototype), declarations), parsed.GetValue(_abi), declarations);
            ImmutableArray<CType> types = [.. (parsed.GetValue(_types) ?? []).Select(text => TypeNameParser.ParseArgument(text, DataModel.Lp64, declarations.Names))];
            call = CallExplanation.Of(prototype, types);
        }
        catch (Exception error) when (error is PrototypeException or ArgumentException or ArgumentTextException)
        {
            _terminal.Error.WriteLine("ffi: " + ErrorText.Of(error));
            return ExitCode.Usage;
        }

        if (parsed.GetValue(_json))
        {
            _terminal.Output.WriteLine(ExplanationJson.Of(call));
        }
        else
        {
            foreach (string line in ExplanationText.Of(call))
            {
                _terminal.Output.WriteLine(line);
            }
        }

        return ExitCode.Completed;
    }

    // By the attribute, so that what compilers refuse is refused here too.
    private static Prototype ByConvention(Prototype prototype, CallConvention? convention, Declarations declarations) =>
        convention is null || convention == prototype.Convention
            ? prototype
            : Prototype.Parse($"{prototype} __attribute__(({(convention == CallConvention.Microsoft ? "ms_abi" : "sysv_abi")}))", declarations);
}
