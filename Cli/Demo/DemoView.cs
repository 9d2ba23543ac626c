using System.Globalization;
using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.InProcess;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Cli.Scenarios;
using Spectre.Console;

namespace FfiIsolation.Cli.Demo;

/// <summary>Shows a demo as lines of text: a label on the left, what there is to say on the right.</summary>
internal sealed class DemoView : IDemoView
{
    private const int LabelWidth = 12;
    private const int Million = 1_000_000;

    private readonly IAnsiConsole _console;
    private readonly bool _verbose;
    private bool _showsSupervision;
    private bool _inSession;

    public DemoView(IAnsiConsole console, bool verbose)
    {
        _console = console;
        _verbose = verbose;
    }

    public void Begin(Scenario scenario)
    {
        // Where restarts are what the scenario is about, their story is part of it.
        _showsSupervision = _verbose || scenario.IsAboutSupervision;
        _inSession = false;
        _console.WriteLine();
        _console.MarkupLineInterpolated($"[bold]{scenario.Name}[/]  [bold underline]{scenario.Title}[/]");
    }

    public void Note(string text) => Line("", text, "grey");

    public void InProcess(string text) => Line("in-process", text, "red");

    public void OpenSession()
    {
        Line("session", "opened: the calls that follow share one worker", "grey");
        _inSession = true;
    }

    public void CloseSession()
    {
        _inSession = false;
        Line("session", "closed", "grey");
    }

    public void Wait(TimeSpan duration) => Line("wait", DurationWords.Of(duration), "grey");

    public void Call(CallStep step)
    {
        string prefix = step switch
        {
            { ResultName: { } name } => $"${name} = ",
            { Repeat: > 1 } => $"{step.Repeat} times: ",
            { Timing: { InOneCall: false } timing } => string.Create(CultureInfo.InvariantCulture, $"{timing.Rounds:N0} calls: "),
            { Timing: { } timing } => string.Create(CultureInfo.InvariantCulture, $"one call for {timing.Rounds:N0} rounds: "),
            _ => "",
        };
        string suffix = step.Request.Timeout is { } timeout ? $"  (at most {DurationWords.Of(timeout)})" : "";
        Line("call", prefix + CommandLineText.Of(step.Request) + suffix, "bold");
    }

    public void Happened(CallStep step, CallOutcome outcome, int round)
    {
        string counter = step.Repeat > 1 ? $"{round}. " : "";
        string time = outcome.Elapsed > TimeSpan.Zero && step.Timing == null ? $"  [{DurationWords.Of(outcome.Elapsed)}]" : "";
        IReadOnlyList<string> lines = OutcomeLines.Of(outcome, _verbose, time);
        Line("here", counter + lines[0], outcome.Outcome == Outcome.Completed ? "green" : "yellow");
        foreach (string line in lines.Skip(1))
        {
            Line("", line, "default");
        }
    }

    public void Timed(Stopwatched timing, Stopwatched? other)
    {
        string each = timing.Timing.InOneCall ? "round" : "call";
        Line("time", string.Create(CultureInfo.InvariantCulture, $"measured: {DurationWords.Of(timing.Total)} for {timing.Timing.Rounds:N0} {each}s, {DurationWords.OfNanoseconds(timing.NanosecondsPerRound)} per {each}"), "default");
        if (timing.Timing.Rounds != Million)
        {
            Line("", $"extrapolated from these: {DurationWords.OfNanoseconds(timing.NanosecondsPerRound * Million)} for a million {each}s", "default");
        }

        if (other != null)
        {
            double ratio = other.NanosecondsPerRound / timing.NanosecondsPerRound;
            string comparison = ratio >= 1 ? $"{Ratio(ratio)} times cheaper than before, per {each}" : $"{Ratio(1 / ratio)} times dearer than before, per {each}";
            Line("", comparison, "default");
        }
    }

    public void ForReal(ForRealStep step) => Line("for real", $"in a process of its own, by plain P/Invoke: {CommandLineText.Of(step.Request)}", "bold");

    public void Ended(ProcessEnd end)
    {
        foreach (string line in end.Output)
        {
            Line("", "it said: " + line, "default");
        }

        Line("", "the process " + end, "red");
    }

    public void Expected(string expectation, string? contradiction)
    {
        if (contradiction == null)
        {
            Line("✓", "as expected: " + expectation, "green");
        }
        else
        {
            Line("✗", $"expected {expectation}, but it was: {contradiction}", "red bold");
        }
    }

    public void LibraryWrote(string line) => Line("it wrote", line, "grey");

    public void Supervision(SupervisionEventArgs happened)
    {
        if (_showsSupervision)
        {
            Line("supervisor", $"{happened.Kind}: {happened.Message}", "blue");
        }
    }

    public void Skipped(string reason) => Line("skipped", reason, "grey");

    public void Broken(string reason) => Line("✗", reason, "red bold");

    public void Summary(DemoSummary summary)
    {
        string skipped = summary.Skipped == 0 ? "" : $", {summary.Skipped} skipped";
        string colour = summary.AllHeld ? "green" : "red";
        _console.WriteLine();
        _console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{summary.Held + summary.NotHeld + summary.Skipped} scenarios: {summary.Held} as expected, {summary.NotHeld} not{skipped}.[/]");
        _console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"{summary.Calls:N0} native calls, {summary.Deaths} of which killed their worker. This process made them all, and lives on.\n"), Style.Parse(colour)));
    }

    private static string Ratio(double ratio) => ratio.ToString(ratio >= 10 ? "N0" : "0.0", CultureInfo.InvariantCulture);

    private void Line(string label, string text, string style)
    {
        string indent = _inSession ? "  | " : "  ";
        _console.Write(new Text(indent + label.PadRight(LabelWidth), Style.Parse("grey")));
        _console.Write(new Text(text.Replace("\t", "  ") + "\n", Style.Parse(style)));
    }
}
