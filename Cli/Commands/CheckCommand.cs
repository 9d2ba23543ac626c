using System.CommandLine;
using FfiIsolation.Cli.Arguments;
using FfiIsolation.Cli.Checking;
using FfiIsolation.Cli.Inspecting;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Cli.Commands;

/// <summary><c>ffi check</c>: holds declarations against what a library's debug information says, and runs nothing of it.</summary>
internal sealed class CheckCommand
{
    private readonly Terminal _terminal;

    private readonly Argument<string> _library = CommandArguments.Library();

    private readonly Argument<string[]> _prototypes = new("prototype")
    {
        Description = "Functions, as their header declares them; those that --declare gives if there is none.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object for each function." };

    private readonly Option<string[]> _declare = DeclarationSources.Option();

    public CheckCommand(Terminal terminal)
    {
        _terminal = terminal;
        _prototypes.Validators.Add(OptionReaders.RefuseOptions);
        Command = new Command("check", "Hold declarations against the debug information of a library.") { _library, _prototypes, _json, _declare };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        try
        {
            Declarations? declarations = DeclarationSources.Read(parsed.GetValue(_declare) ?? []);
            IReadOnlyList<Prototype> prototypes = [.. (parsed.GetValue(_prototypes) ?? []).Select(text => Prototype.Parse(text, declarations ?? Declarations.Empty))];
            prototypes = prototypes.Count > 0 ? prototypes : [.. declarations?.Functions ?? []];
            if (prototypes.Count == 0)
            {
                _terminal.Error.WriteLine("ffi: nothing to check: give a prototype, or --declare with functions in it");
                return ExitCode.Usage;
            }

            return Check(Inspection.Of(parsed.GetRequiredValue(_library)), prototypes, parsed.GetValue(_json));
        }
        catch (LibraryNotFoundException error)
        {
            _terminal.Error.WriteLine("ffi: " + ErrorText.Of(error));
            return ExitCode.NotFound;
        }
        catch (Exception error) when (error is PrototypeException or ArgumentException or ArgumentTextException)
        {
            _terminal.Error.WriteLine("ffi: " + ErrorText.Of(error));
            return ExitCode.Usage;
        }
    }

    private int Check(Inspection inspection, IReadOnlyList<Prototype> prototypes, bool isJson)
    {
        var check = new LibraryCheck(inspection.File);
        int status = ExitCode.Completed;
        foreach (Prototype prototype in prototypes)
        {
            CheckedDeclaration one = check.Check(prototype);
            status = one.Verdict is Verdict.Differs or Verdict.Missing ? ExitCode.NotAsExpected : status;
            foreach (string line in isJson ? [CheckJson.Of(one, check.DebugFile)] : CheckText.Of(one))
            {
                _terminal.Output.WriteLine(line);
            }
        }

        return status;
    }
}
