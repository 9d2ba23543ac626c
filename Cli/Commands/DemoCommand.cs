using System.CommandLine;
using FfiIsolation.Cli.Demo;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Cli.Scenarios;
using Spectre.Console;

namespace FfiIsolation.Cli.Commands;

/// <summary><c>ffi demo</c>: plays scenarios, the program's own or somebody's file.</summary>
internal sealed class DemoCommand
{
    private readonly Terminal _terminal;
    private readonly IDemoStage _stage;

    private readonly Argument<string[]> _scenarios = new("scenario")
    {
        Description = "Names or numbers of scenarios, or files; all of the program's own if none is given.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _list = new("--list") { Description = "List the scenarios and play none." };

    private readonly Option<bool> _verbose = new("--verbose") { Description = "Show full reports and every event of the supervisor." };

    public DemoCommand(Terminal terminal, IDemoStage stage)
    {
        _terminal = terminal;
        _stage = stage;
        _scenarios.Validators.Add(OptionReaders.RefuseOptions);
        Command = new Command("demo", "Play the classic mistakes of native interop, and survive them.") { _scenarios, _list, _verbose };
        Command.SetAction(RunAsync);
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Scenario[] scenarios;
        try
        {
            // All are read before one is played: a mistake in the last should not wait for the first.
            scenarios = Read(parsed.GetValue(_scenarios) ?? Array.Empty<string>());
        }
        catch (ScenarioException error)
        {
            _terminal.Error.WriteLine("ffi: " + error.Message);
            return ExitCode.Usage;
        }

        return parsed.GetValue(_list) ? List(scenarios) : await PlayAsync(scenarios, parsed.GetValue(_verbose), cancellationToken).ConfigureAwait(false);
    }

    private static Scenario[] Read(string[] words)
    {
        IReadOnlyList<string> own = ScenarioCatalog.Files(ScenarioCatalog.OwnFolder);
        if (words.Length == 0 && own.Count == 0)
        {
            throw new ScenarioException(ScenarioCatalog.OwnFolder, "there are no scenarios; they belong beside the program");
        }

        IEnumerable<string> files = words.Length == 0 ? own : words.Select(word => ScenarioCatalog.Find(word, own));
        return files.Select(ScenarioCatalog.Read).ToArray();
    }

    private int List(Scenario[] scenarios)
    {
        var grid = new Grid();
        grid.AddColumns(2);
        foreach (Scenario scenario in scenarios)
        {
            grid.AddRow(Markup.Escape(scenario.Name), Markup.Escape(scenario.Title));
        }

        _terminal.Formatted().Write(grid);
        return ExitCode.Completed;
    }

    private async Task<int> PlayAsync(Scenario[] scenarios, bool verbose, CancellationToken cancellationToken)
    {
        var view = new DemoView(_terminal.Formatted(), verbose);
        var summary = new DemoSummary();
        try
        {
            foreach (Scenario scenario in scenarios)
            {
                await ScenarioPlayer.PlayAsync(scenario, _stage, view, summary, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            _terminal.Error.WriteLine("ffi: cancelled");
            return ExitCode.Stopped;
        }

        view.Summary(summary);
        return summary.AllHeld ? ExitCode.Completed : ExitCode.NotAsExpected;
    }
}
