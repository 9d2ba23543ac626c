using System.Text;
using FfiIsolation.Cli.Arguments;
using FfiIsolation.Cli.Scenarios;

namespace FfiIsolation.Cli.Demo;

/// <summary>The scenarios that come with the program: files in <c>demos/</c> beside it, played in the order of their names.</summary>
internal static class ScenarioCatalog
{
    public const string Extension = ".ffi";

    /// <summary>Where the program's own scenarios are.</summary>
    public static string OwnFolder => Path.Combine(AppContext.BaseDirectory, "demos");

    /// <summary>Every scenario of a folder.</summary>
    public static IReadOnlyList<string> Files(string folder) =>
        Directory.Exists(folder)
            ? Directory.GetFiles(folder, "*" + Extension).Order(StringComparer.Ordinal).ToArray()
            : Array.Empty<string>();

    /// <summary>The file that a word on the command line means: a path, a scenario's name, its name without number, or its number.</summary>
    /// <exception cref="ScenarioException">There is none, or more than one.</exception>
    public static string Find(string word, IReadOnlyList<string> files)
    {
        if (word.EndsWith(Extension, StringComparison.Ordinal) || word.Contains('/'))
        {
            return File.Exists(word) ? word : throw new ScenarioException(word, Directory.Exists(word) ? "that is a folder, and a scenario is a file" : "there is no such file");
        }

        string[] found = files.Where(file => Means(word, Path.GetFileNameWithoutExtension(file))).ToArray();
        return found.Length == 1 ? found[0]
            : throw new ScenarioException(word, found.Length == 0
                ? $"there is no scenario of that name{Near(word, files)}; 'ffi demo --list' shows all"
                : $"that could be any of {string.Join(", ", found.Select(Path.GetFileNameWithoutExtension))}");
    }

    /// <summary>Reads a scenario.</summary>
    /// <exception cref="ScenarioException">It cannot be read.</exception>
    public static Scenario Read(string file) =>
        FileBytes.TryRead(file, ScenarioReader.LongestFile, out byte[] bytes, out string problem)
            ? ScenarioReader.Read(file, Encoding.UTF8.GetString(bytes))
            : throw new ScenarioException(file, problem);

    private static bool Means(string word, string name)
    {
        int dash = name.IndexOf('-');
        string number = dash > 0 && name[..dash].All(char.IsAsciiDigit) ? name[..dash] : "";
        return word == name || (number.Length > 0 && (word == name[(dash + 1)..] || word.PadLeft(number.Length, '0') == number));
    }

    private static string Near(string word, IReadOnlyList<string> files)
    {
        string[] near = files.Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => name.Contains(word, StringComparison.OrdinalIgnoreCase)).ToArray();
        return near.Length is > 0 and <= 5 ? $"; did you mean {string.Join(", ", near)}?" : "";
    }
}
