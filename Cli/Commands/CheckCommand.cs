using System.CommandLine;
using FfiIsolation.Cli.Arguments;
using FfiIsolation.Cli.Checking;
using FfiIsolation.Cli.Inspecting;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Headers;

namespace FfiIsolation.Cli.Commands;

/// <summary><c>ffi check</c>: holds declarations against what a library's debug information says, or else its header, and runs nothing of it.</summary>
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

    private readonly Option<string?> _header = new("--header")
    {
        Description = "The header to believe where the library has no debug information: zlib.h, or a path. The one that stands in the library's usual place if not given.",
        HelpName = "header",
    };

    private readonly HeaderOptions _reading = new();

    private readonly IHeaderReader _headers;

    public CheckCommand(Terminal terminal, IHeaderReader headers)
    {
        _terminal = terminal;
        _headers = headers;
        _prototypes.Validators.Add(OptionReaders.RefuseOptions);
        Command = new Command("check", "Hold declarations against the debug information of a library, or its header.") { _library, _prototypes, _header, _json, _declare };
        _reading.AddTo(Command);
        Command.SetAction(RunAsync);
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
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

            Inspection inspection = Inspection.Of(parsed.GetRequiredValue(_library));
            await using HeaderCheck headers = HeaderCheck.Of(_headers, parsed.GetValue(_header), _reading.Read(parsed), inspection.File.Path);
            return await CheckAsync(inspection, prototypes, headers, parsed.GetValue(_json), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is LibraryNotFoundException or FileNotFoundException)
        {
            _terminal.Error.WriteLine("ffi: " + ErrorText.Of(error));
            return ExitCode.NotFound;
        }
        catch (Exception error) when (error is PrototypeException or ArgumentException or ArgumentTextException)
        {
            _terminal.Error.WriteLine("ffi: " + ErrorText.Of(error));
            return ExitCode.Usage;
        }
        catch (Exception error) when (HeaderFailures.Is(error))
        {
            return HeaderFailures.Tell(_terminal, error);
        }
    }

    private async Task<int> CheckAsync(Inspection inspection, IReadOnlyList<Prototype> prototypes, HeaderCheck headers, bool isJson, CancellationToken cancellationToken)
    {
        var check = new LibraryCheck(inspection.File);
        int status = ExitCode.Completed;
        bool isWhole = true;
        foreach (Prototype prototype in prototypes)
        {
            CheckedDeclaration one = check.Check(prototype);
            one = one.Verdict == Verdict.Missing ? one
                : one.Truth is null ? await headers.CheckAsync(prototype, one, cancellationToken).ConfigureAwait(false)
                : await headers.CheckDeallocatorsAsync(prototype, one, cancellationToken).ConfigureAwait(false);
            one = one.Verdict == Verdict.Unchecked && headers.IsOfAnother(inspection.File.IsExported) ? one with { Reason = $"{one.Reason}; none of its functions is the library's: is it the header of another one?" } : one;
            status = one.Verdict is Verdict.Differs or Verdict.Missing ? ExitCode.NotAsExpected : status;
            isWhole &= one.Verdict != Verdict.Unchecked;
            foreach (string line in isJson ? [CheckJson.Of(one)] : CheckText.Of(one))
            {
                _terminal.Output.WriteLine(line);
            }
        }

        foreach (string mistake in headers.Mistakes)
        {
            _terminal.Error.WriteLine($"ffi: warning: {mistake}");
            isWhole = false;
        }

        // What was asked may be right all the same; but a header was asked for that does not declare it, or has mistakes, of which nobody knows what it declares as it is meant.
        return status == ExitCode.Completed && !isWhole && headers.IsNamed ? ExitCode.Unavailable : status;
    }
}
