using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO.Enumeration;
using System.Text.RegularExpressions;
using FfiIsolation.Cli.Binding;
using FfiIsolation.Cli.Checking;
using FfiIsolation.Cli.Inspecting;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Headers;
using FfiIsolation.Libraries;

namespace FfiIsolation.Cli.Commands;

/// <summary><c>ffi bind</c>: writes a typed proxy for a header.</summary>
internal sealed partial class BindCommand
{
    private readonly Terminal _terminal;
    private readonly IHeaderReader _headers;

    private readonly Argument<string> _header = new("header") { Description = "The header: zlib.h, or a path." };

    private readonly Option<string> _library = new("--library") { Description = "The library whose functions they are, as you name it: z, libz.so.1, or a path.", HelpName = "library", Required = true };

    private readonly Option<string> _namespace = new("--namespace") { Description = "The namespace of all that is written.", HelpName = "name", DefaultValueFactory = _ => "Bindings" };

    private readonly Option<string?> _interface = new("--interface") { Description = "The interface; I and the header's name if not given.", HelpName = "name" };

    private readonly Option<string> _prefix = new("--prefix") { Description = "What the functions' names begin with and the methods' should not: sqlite3_.", HelpName = "text", DefaultValueFactory = _ => "" };

    private readonly Option<string[]> _only = new("--only")
    {
        Description = "Functions to bind, where * stands for anything: 'EVP_Digest*'. All that the library exports if not given. May be given several times.",
        HelpName = "names",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly HeaderOptions _reading = new();

    private readonly Option<string?> _output = new("--output", "-o") { Description = "The file to write; standard output if not given.", HelpName = "file" };

    public BindCommand(Terminal terminal, IHeaderReader headers)
    {
        _terminal = terminal;
        _headers = headers;
        _header.Validators.Add(OptionReaders.RefuseOptions);
        _header.Validators.Add(OptionReaders.RefuseEmpty);
        _namespace.Validators.Add(result => RefuseOther(result, QualifiedName(), "a namespace"));
        _interface.Validators.Add(result => RefuseOther(result, SimpleName(), "a name of C#"));
        Command = new Command("bind", "Write a typed proxy in C# for a header's functions, structs, enums and constants.")
        {
            _header, _library, _namespace, _interface, _prefix, _only, _output,
        };
        _reading.AddTo(Command);
        Command.SetAction(RunAsync);
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string header = parsed.GetRequiredValue(_header), library = parsed.GetRequiredValue(_library);
        HeaderSettings settings = _reading.Read(parsed);
        try
        {
            Inspection inspection = Inspection.Of(library);
            string path = HeaderSearch.Find(header, settings.Folders) ?? throw HeaderFailures.NotFound(header);
            HeaderContent content = await _headers.ReadAsync(path, settings, withMacros: true, cancellationToken).ConfigureAwait(false);
            foreach (string error in content.Errors)
            {
                _terminal.Error.WriteLine($"ffi: warning: {content.WithRemedy(error)}");
            }

            string name = CSharpNames.Pascal(Path.GetFileNameWithoutExtension(path));
            var names = new BindingNames(library, parsed.GetRequiredValue(_namespace), parsed.GetValue(_interface) ?? "I" + name, parsed.GetRequiredValue(_prefix));
            var exported = inspection.File.Exports.Where(export => export.Kind is ElfExportKind.Function or ElfExportKind.ChosenFunction or ElfExportKind.Untyped).Select(export => export.Name);
            string[] only = parsed.GetValue(_only) ?? [];
            bool IsWanted(string name) => only.Length == 0 || only.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));
            var binding = Binding.Binding.Of(HeaderDeclarations.Of(content), names, exported, IsWanted);
            if (only.Length > 0 && binding.Methods.Count == 0)
            {
                LeftOut[] wanted = [.. binding.LeftOut.Where(one => one.Names.Any(IsWanted))];
                TellLeftOut(wanted);
                _terminal.Error.WriteLine(wanted.Length > 0 ? "ffi: nothing is written: none of the functions that were asked for can be bound"
                    : $"ffi: of the functions of {path} that {library} exports, none is named {string.Join(" or ", only.Select(pattern => $"'{pattern}'"))}");
                return ExitCode.NotFound;
            }

            if (binding.WhyNothing() is { } why)
            {
                TellLeftOut(binding.LeftOut);
                _terminal.Error.WriteLine($"ffi: nothing is written: {why}");
                return content.Errors.Count > 0 ? ExitCode.Unavailable : ExitCode.NotFound;
            }

            Write(binding, CommandOf(parsed), parsed.GetValue(_output));
            return ExitCode.Completed;
        }
        catch (Exception error) when (error is LibraryNotFoundException or FileNotFoundException)
        {
            _terminal.Error.WriteLine("ffi: " + ErrorText.Of(error));
            return ExitCode.NotFound;
        }
        catch (ArgumentException error)
        {
            _terminal.Error.WriteLine("ffi: " + ErrorText.Of(error));
            return ExitCode.Usage;
        }
        catch (Exception error) when (HeaderFailures.Is(error))
        {
            return HeaderFailures.Tell(_terminal, error);
        }
    }

    // Folders are those of a machine.
    private string CommandOf(ParseResult parsed)
    {
        (string Name, IEnumerable<string> Values)[] options =
        [
            ("--namespace", Given(_namespace)), ("--interface", Given(_interface)), ("--prefix", Given(_prefix)), ("--only", parsed.GetValue(_only) ?? []),
            ("-D", _reading.Read(parsed).Macros), ("--before", _reading.Read(parsed).Before),
        ];
        IEnumerable<string> words = options.SelectMany(option => option.Values.SelectMany(value => (string[])[option.Name, CommandLineText.Quote(value)]));
        return string.Join(' ', (string[])["ffi", "bind", parsed.GetRequiredValue(_header), "--library", parsed.GetRequiredValue(_library), .. words]).ReplaceLineEndings(" ");

        IEnumerable<string> Given(Option option) => parsed.GetResult(option) is { Implicit: false, Tokens: [var given] } ? [given.Value] : [];
    }

    private void Write(Binding.Binding binding, string command, string? output)
    {
        string text = BindingText.Of(binding, command);
        if (output is null)
        {
            _terminal.Output.Write(text);
        }
        else
        {
            File.WriteAllText(output, text);
        }

        _terminal.Error.WriteLine($"ffi: {binding.Summary()}");
        TellLeftOut(binding.LeftOut);
    }

    private void TellLeftOut(IEnumerable<LeftOut> leftOut)
    {
        foreach (LeftOut one in leftOut)
        {
            _terminal.Error.WriteLine($"ffi: left out: {one.ToString().ReplaceLineEndings(" ")}");
        }
    }

    private static void RefuseOther(OptionResult result, Regex expected, string what)
    {
        if (result.Tokens is [var given, ..] && (!expected.IsMatch(given.Value) || given.Value.Split('.').Any(word => CSharpNames.Escape(word) != word)))
        {
            result.AddError($"'{given.Value}' is not {what}");
        }
    }

    [GeneratedRegex(@"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*\z")]
    private static partial Regex QualifiedName();

    [GeneratedRegex(@"^[A-Za-z_]\w*\z")]
    private static partial Regex SimpleName();
}
