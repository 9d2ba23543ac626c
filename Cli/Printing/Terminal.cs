using Spectre.Console;

namespace FfiIsolation.Cli.Printing;

/// <summary>Where output goes, and whether it may have colours.</summary>
/// <param name="Input">Where Enter comes from; null for nowhere.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool UseColours, TextReader? Input = null)
{
    /// <summary>The console of this process. Colours only where a person looks at it and did not say otherwise (no-color.org).</summary>
    public static Terminal OfProcess() =>
        new(Console.Out, Console.Error, ColoursFor(Console.IsOutputRedirected, Environment.GetEnvironmentVariable("NO_COLOR"), Environment.GetEnvironmentVariable("TERM")), Console.In);

    public static bool ColoursFor(bool isRedirected, string? noColor, string? term) =>
        !isRedirected && string.IsNullOrEmpty(noColor) && term != "dumb";

    /// <summary>A console on <see cref="Output"/> for formatted text. Lines are never wrapped: the terminal does that, and a file needs no width.</summary>
    public IAnsiConsole Formatted()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = UseColours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = UseColours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Output),
        });
        console.Profile.Width = 10_000;
        return console;
    }
}
