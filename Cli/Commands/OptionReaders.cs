using System.CommandLine.Parsing;
using FfiIsolation.Cli.Arguments;

namespace FfiIsolation.Cli.Commands;

/// <summary>Reads the values of options, with errors that say what would be right.</summary>
internal static class OptionReaders
{
    public static TimeSpan? Duration(ArgumentResult result)
    {
        if (!DurationText.TryRead(result.Tokens[0].Value, out TimeSpan duration, out string problem))
        {
            result.AddError(problem);
            return null;
        }

        return duration;
    }

    public static Confinement? Preset(ArgumentResult result)
    {
        Confinement? preset = result.Tokens[0].Value.ToLowerInvariant() switch
        {
            "open" => Confinement.Open,
            "limited" => Confinement.Limited,
            "confined" => Confinement.Confined,
            _ => null,
        };
        if (preset is null)
        {
            result.AddError($"'{result.Tokens[0].Value}' is no preset: open, limited or confined was expected");
        }

        return preset;
    }

    public static CallConvention? Convention(ArgumentResult result)
    {
        CallConvention? convention = result.Tokens[0].Value.ToLowerInvariant() switch
        {
            "sysv" => CallConvention.SystemV,
            "ms" => CallConvention.Microsoft,
            _ => null,
        };
        if (convention is null)
        {
            result.AddError($"'{result.Tokens[0].Value}' is no calling convention: sysv or ms was expected");
        }

        return convention;
    }

    /// <summary>For arguments that are no native function's: what looks like an option and is none was meant as one.</summary>
    public static void RefuseOptions(ArgumentResult result)
    {
        foreach (System.CommandLine.Parsing.Token token in result.Tokens)
        {
            if (token.Value.StartsWith('-'))
            {
                result.AddError($"'{token.Value}' is no option; --help shows them");
            }
        }
    }

    /// <summary>For the library: an unset variable of a shell script arrives as an empty word.</summary>
    public static void RefuseEmpty(ArgumentResult result)
    {
        if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
        {
            result.AddError($"the argument <{result.Argument.Name}> is empty: name one, such as m, libm.so.6 or a path");
        }
    }

    public static int Count(ArgumentResult result, int most)
    {
        string text = result.Tokens[0].Value;
        if (IntegerText.TryRead(text, out var count) && count >= 1 && count <= most)
        {
            return (int)count;
        }

        result.AddError($"'{text}' is out of place: a number from 1 to {most} was expected");
        return 1;
    }
}
