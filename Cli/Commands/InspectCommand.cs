using System.CommandLine;
using FfiIsolation.Cli.Inspecting;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Libraries;

namespace FfiIsolation.Cli.Commands;

/// <summary><c>ffi inspect</c>: says what a library's file holds, and runs nothing of it.</summary>
internal sealed class InspectCommand
{
    private readonly Terminal _terminal;

    private readonly Argument<string> _library = CommandArguments.Library();

    private readonly Argument<string?> _pattern = new("symbol")
    {
        Description = "Show only exports of this name: cos, \"mem*\". All of them if not given.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    public InspectCommand(Terminal terminal)
    {
        _terminal = terminal;
        _pattern.Validators.Add(OptionReaders.RefuseOptions);
        Command = new Command("inspect", "Say what a library exports and needs, without running it.") { _library, _pattern, _json };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        string? pattern = parsed.GetValue(_pattern);
        try
        {
            Inspection inspection = Inspection.Of(parsed.GetRequiredValue(_library));
            IReadOnlyList<ElfExport> exports = ExportFilter.Apply(inspection.File.Exports, pattern);
            if (pattern is not null && exports.Count == 0)
            {
                throw new SymbolNotFoundException(pattern, inspection.File.Path, ExportFilter.Near(inspection.File.ExportedNames, pattern), cppName: null, "symbol");
            }

            foreach (string line in parsed.GetValue(_json) ? [InspectionJson.Of(inspection, exports)] : InspectionText.Of(inspection, exports, pattern))
            {
                _terminal.Output.WriteLine(line);
            }

            return ExitCode.Completed;
        }
        catch (Exception error) when (error is LibraryNotFoundException or SymbolNotFoundException)
        {
            _terminal.Error.WriteLine("ffi: " + ErrorText.Of(error));
            return ExitCode.NotFound;
        }
        catch (ArgumentException error)
        {
            _terminal.Error.WriteLine("ffi: " + ErrorText.Of(error));
            return ExitCode.Usage;
        }
    }
}
