using System.CommandLine;
using System.Text;
using FfiIsolation.Cli.Arguments;

namespace FfiIsolation.Cli.Commands;

/// <summary>Reads what <c>--declare</c> and <c>declare</c> give: C declarations, or the name of a file that holds them.</summary>
internal static class DeclarationSources
{
    private const int LargestFile = 4 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Option<string[]> Option() => new("--declare")
    {
        Description = "C declarations that prototype and arguments may use: \"struct point { int x; int y; };\", or a file of them. May be given several times.",
        HelpName = "file or text",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>All of them, each knowing those before it; null if there are none.</summary>
    /// <exception cref="PrototypeException">A text cannot be read as C.</exception>
    /// <exception cref="ArgumentTextException">A file cannot be read, or not as C; names it.</exception>
    public static Declarations? Read(IEnumerable<string> sources, Declarations? known = null)
    {
        foreach (string source in sources)
        {
            known = IsText(source) ? Parse(source, known) : ParseFile(source, known);
        }

        return known;
    }

    private static Declarations Parse(string text, Declarations? known) => known is null ? Declarations.Parse(text) : Declarations.Parse(text, known);

    private static Declarations ParseFile(string path, Declarations? known)
    {
        string text = FileText(path);
        try
        {
            return Parse(text, known);
        }
        catch (PrototypeException error)
        {
            // As a compiler says it: one of several files, and none that the reader has before them.
            throw new ArgumentTextException($"{path}:{error.Message}");
        }
    }

    // Every declaration ends in a semicolon, and hardly a file's name has one.
    private static bool IsText(string source) => source.Contains(';', StringComparison.Ordinal) && !File.Exists(source);

    private static string FileText(string path)
    {
        if (!FileBytes.TryRead(path, LargestFile, out byte[] bytes, out string problem))
        {
            throw new ArgumentTextException($"the declarations '{path}': {problem}; declarations themselves end in ';'");
        }

        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new ArgumentTextException($"the declarations '{path}' are not valid UTF-8");
        }
    }
}
