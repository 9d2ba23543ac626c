using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.InProcess;
using FfiIsolation.Cli.Scenarios;

namespace FfiIsolation.Cli.Demo;

/// <summary>Shows a demo while it is played.</summary>
internal interface IDemoView
{
    void Begin(Scenario scenario);

    void Note(string text);

    void InProcess(string text);

    void OpenSession();

    void CloseSession();

    void Wait(TimeSpan duration);

    /// <summary>A call is about to be made.</summary>
    void Call(CallStep step);

    /// <summary>How a call ended; for a repeated one, the how manieth it was, from 1.</summary>
    void Happened(CallStep step, CallOutcome outcome, int round);

    void Timed(Stopwatched timing, Stopwatched? other);

    /// <summary>A call is about to be made without isolation.</summary>
    void ForReal(ForRealStep step);

    void Ended(ProcessEnd end);

    /// <summary>Whether an expectation held: <paramref name="contradiction"/> is null, or what it was instead.</summary>
    void Expected(string expectation, string? contradiction);

    /// <summary>A library wrote a line on its worker's standard output or error.</summary>
    void LibraryWrote(string line);

    void Supervision(SupervisionEventArgs happened);

    void Skipped(string reason);

    /// <summary>The scenario could not go on.</summary>
    void Broken(string reason);

    void Summary(DemoSummary summary);
}
