using System.CommandLine;
using System.CommandLine.Parsing;

namespace FfiIsolation.Cli.Commands;

/// <summary>What is wrong with a command line: the words of System.CommandLine, and ours where its do not say which command or argument it is about.</summary>
internal static class UsageMistakes
{
    public static IEnumerable<string> Of(ParseResult result)
    {
        if (result.CommandResult.Command is RootCommand root)
        {
            string commands = string.Join(", ", root.Subcommands.Where(command => !command.Hidden).Select(command => command.Name));
            return [result.UnmatchedTokens is [var word, ..] ? $"'{word}' is no command: {commands} are" : $"a command is missing: {commands}"];
        }

        return result.Errors.Select(WordsFor).Distinct();
    }

    private static string WordsFor(ParseError mistake) =>
        mistake.SymbolResult is ArgumentResult { Tokens.Count: 0, Argument.Arity.MinimumNumberOfValues: > 0, Parent: CommandResult } missing
            ? $"the argument <{missing.Argument.Name}> is missing"
            : mistake.Message;
}
