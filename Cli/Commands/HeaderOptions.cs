using System.CommandLine;
using FfiIsolation.Headers;

namespace FfiIsolation.Cli.Commands;

/// <summary>How a header wants to be read, for the commands that read one.</summary>
internal sealed class HeaderOptions
{
    private readonly Option<string[]> _folders = Several("-I", "--include", "folder", "A folder that headers are looked for in, before the usual ones.");
    private readonly Option<string[]> _macros = Several("-D", "--define", "macro", "A macro that the header wants: NAME or NAME=value.");
    private readonly Option<string[]> _before = Several("--before", null, "header", "A header that has to be included before it: stdio.h.");

    public void AddTo(Command command)
    {
        command.Options.Add(_folders);
        command.Options.Add(_macros);
        command.Options.Add(_before);
    }

    public HeaderSettings Read(ParseResult parsed) => new(parsed.GetValue(_folders) ?? [], parsed.GetValue(_macros) ?? [], parsed.GetValue(_before) ?? []);

    private static Option<string[]> Several(string name, string? alias, string value, string description) => new(name, alias is null ? [] : [alias])
    {
        Description = description + " May be given several times.",
        HelpName = value,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };
}
