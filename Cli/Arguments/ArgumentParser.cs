using System.Collections.Immutable;

namespace FfiIsolation.Cli.Arguments;

/// <summary>Turns the words of a command line into the arguments of a call, checked against the prototype, before any worker is started.</summary>
internal static class ArgumentParser
{
    private const char Replacement = '\uFFFD';

    /// <summary>Reads one word per parameter.</summary>
    /// <exception cref="ArgumentTextException">A word does not fit; the message says which, and why.</exception>
    public static ImmutableArray<ParsedArgument> Parse(Prototype prototype, IReadOnlyList<string> words, INamedValues? names = null, Declarations? declarations = null)
    {
        int fixedCount = prototype.Parameters.Length;
        if (words.Count < fixedCount || (words.Count > fixedCount && !prototype.IsVariadic))
        {
            throw new ArgumentTextException(WrongCount(prototype, words));
        }

        return words.Select((word, index) => index < fixedCount
            ? Parse(prototype.Parameters[index], word, names, declarations)
            : VariadicArgument.Read(index, Valid(index, word), names, declarations)).ToImmutableArray();
    }

    /// <summary>Reads the word for one parameter.</summary>
    public static ParsedArgument Parse(Parameter parameter, string word, INamedValues? names = null, Declarations? declarations = null)
    {
        // .NET has put this character in place of each byte that is no UTF-8; what was meant cannot be told any more.
        if (word.Contains(Replacement, StringComparison.Ordinal))
        {
            throw new ArgumentTextException(parameter, word, "it is not valid UTF-8; write its bytes as hex:");
        }

        if (names != null && NamedValueText.TryRead(word, out string name))
        {
            object? value = names.TryFind(name, out object? found)
                ? found
                : throw new ArgumentTextException(parameter, word, "no earlier call gave a value of that name");
            return NamedArgument.Read(parameter, word, value);
        }

        return parameter.Type switch
        {
            PointerType pointer => PointerArgument.Read(parameter, pointer, word, names, declarations),
            CType scalar => ScalarText.TryRead(scalar, word, declarations, out NativeArgument argument, out string problem)
                ? new ValueArgument(argument)
                : throw new ArgumentTextException(parameter, word, problem),
        };
    }

    private static string Valid(int index, string word) =>
        word.Contains(Replacement, StringComparison.Ordinal) ? throw new ArgumentTextException($"argument {index + 1} is not valid UTF-8; write its bytes as hex:") : word;

    private static string WrongCount(Prototype prototype, IReadOnlyList<string> words)
    {
        int count = prototype.Parameters.Length;
        string text = $"{prototype.Name} takes {(prototype.IsVariadic ? "at least " : "")}{count} argument{(count == 1 ? "" : "s")}, and {words.Count} {(words.Count == 1 ? "was" : "were")} given: {prototype}";
        if (words.Count < count)
        {
            return text + $"; the first one missing is '{prototype.Parameters[words.Count]}'";
        }

        // Options in front, because behind the prototype everything is an argument, whatever it looks like.
        return words.Skip(count).Any(word => word.StartsWith("--", StringComparison.Ordinal))
            ? text + "; options go before the library"
            : text + $"; the first one too many is '{words[count]}'";
    }
}
