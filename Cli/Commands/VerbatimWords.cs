using System.CommandLine;

namespace FfiIsolation.Cli.Commands;

/// <summary>Marks where the arguments of the native function begin, so that <c>-1</c> or <c>--help</c> behind the prototype is an argument and no option.</summary>
internal static class VerbatimWords
{
    /// <summary>Puts <c>--</c> behind the prototype, unless the writer put one somewhere already.</summary>
    public static IReadOnlyList<string> Separate(IReadOnlyList<string> words, Command call)
    {
        if (words.Count == 0 || words[0] != call.Name)
        {
            return words;
        }

        int plain = 0;
        for (int index = 1; index < words.Count; index++)
        {
            string word = words[index];
            if (word == "--")
            {
                return words;
            }

            if (word.StartsWith('-') && word.Length > 1)
            {
                // An option's value is the next word, unless it is in the same one.
                index += TakesNextWord(word, call) ? 1 : 0;
                continue;
            }

            plain++;
            if (plain == 2)
            {
                bool isSeparated = index + 1 < words.Count && words[index + 1] == "--";
                return isSeparated ? words : words.Take(index + 1).Append("--").Concat(words.Skip(index + 1)).ToArray();
            }
        }

        return words;
    }

    private static bool TakesNextWord(string word, Command call) =>
        call.Options.Any(option => (option.Name == word || option.Aliases.Contains(word)) && option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool));
}
