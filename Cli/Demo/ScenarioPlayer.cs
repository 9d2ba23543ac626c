using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.InProcess;
using FfiIsolation.Cli.Scenarios;

namespace FfiIsolation.Cli.Demo;

/// <summary>Plays one scenario: does its steps in order, shows what happens, and compares it with what was expected.</summary>
internal sealed class ScenarioPlayer
{
    private const int MostWaitsForEvents = 40;

    private static readonly TimeSpan EventsArrive = TimeSpan.FromMilliseconds(50);

    private readonly IDemoStage _stage;
    private readonly IDemoView _view;
    private readonly DemoSummary _summary;
    private readonly NamedValues _names = new();
    private readonly ConcurrentQueue<string> _written = new();
    private bool _watchesSupervisor;
    private Stopwatched? _lastTiming;
    private bool _held = true;

    private ScenarioPlayer(IDemoStage stage, IDemoView view, DemoSummary summary)
    {
        _stage = stage;
        _view = view;
        _summary = summary;
    }

    /// <summary>Plays the scenario and adds what came of it to the summary.</summary>
    public static async Task PlayAsync(Scenario scenario, IDemoStage stage, IDemoView view, DemoSummary summary, CancellationToken cancellationToken)
    {
        view.Begin(scenario);
        var player = new ScenarioPlayer(stage, view, summary);
        try
        {
            summary.Add(await player.PlayAsync(scenario, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception error) when (error is FfiIsolationException or PlatformNotSupportedException)
        {
            // A host or a session that cannot be had; what goes wrong in a call is an outcome.
            view.Broken(error.Message);
            summary.Add(ScenarioResult.NotHeld);
        }
    }

    private async Task<ScenarioResult> PlayAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        _watchesSupervisor = scenario.IsAboutSupervision;
        await using ICallHost host = await _stage.StartAsync(scenario, _written.Enqueue, cancellationToken).ConfigureAwait(false);
        foreach (string library in scenario.Needs)
        {
            try
            {
                _ = await host.LoadAsync(library, cancellationToken).ConfigureAwait(false);
            }
            catch (LibraryNotFoundException)
            {
                // Not a fault of the product: the machine lacks what the scenario plays with.
                _view.Skipped($"library '{library}' not found");
                return ScenarioResult.Skipped;
            }
        }

        await PlayAsync(scenario.Steps, host, host, cancellationToken).ConfigureAwait(false);
        Show(host.TakeEvents());
        return _held ? ScenarioResult.Held : ScenarioResult.NotHeld;
    }

    private async Task PlayAsync(ImmutableArray<Step> steps, ICallHost host, ICaller caller, CancellationToken cancellationToken)
    {
        foreach (Step step in steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Show(host.TakeEvents());
            switch (step)
            {
                case NoteStep note:
                    _view.Note(note.Text);
                    break;
                case InProcessStep inProcess:
                    _view.InProcess(inProcess.Text);
                    break;
                case WaitStep wait:
                    _view.Wait(wait.Duration);
                    await _stage.DelayAsync(wait.Duration, cancellationToken).ConfigureAwait(false);
                    break;
                case ForRealStep real:
                    await SacrificeAsync(real, host, cancellationToken).ConfigureAwait(false);
                    break;
                case SessionStep session:
                    await PlaySessionAsync(session, host, cancellationToken).ConfigureAwait(false);
                    break;
                case CallStep { Timing: { } timing } call:
                    await TimeAsync(call, timing, caller, cancellationToken).ConfigureAwait(false);
                    break;
                case CallStep call:
                    await CallAsync(call, host, caller, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }

    private async Task PlaySessionAsync(SessionStep step, ICallHost host, CancellationToken cancellationToken)
    {
        _view.OpenSession();
        await using ICallSession session = await host.OpenSessionAsync(step.Heap, cancellationToken).ConfigureAwait(false);
        await PlayAsync(step.Steps, host, session, cancellationToken).ConfigureAwait(false);
        _view.CloseSession();
    }

    private async Task CallAsync(CallStep step, ICallHost host, ICaller caller, CancellationToken cancellationToken)
    {
        _view.Call(step);
        var outcomes = new List<CallOutcome>();
        var events = new List<SupervisionEventArgs>();
        for (int round = 1; round <= step.Repeat; round++)
        {
            CallOutcome outcome = await CallRunner.RunAsync(caller, step.Request, _names, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            Count(outcome);
            _names.Add(outcome, step.ResultName);
            _view.Happened(step, outcome, round);
            outcomes.Add(outcome);
            await TakeEventsAsync(host, step, events, isLast: round == step.Repeat, cancellationToken).ConfigureAwait(false);
        }

        Check(step.Expectations, outcomes.ConvertAll(outcome => outcome with { Events = events }));
    }

    private async Task TimeAsync(CallStep step, Timing timing, ICaller caller, CancellationToken cancellationToken)
    {
        _view.Call(step);
        try
        {
            PreparedRequest prepared = CallRunner.Prepare(step.Request, _names);
            IBoundFunction function = await caller.BindAsync(step.Request, cancellationToken).ConfigureAwait(false);
            int calls = timing.InOneCall ? 1 : timing.Rounds;

            // The first call of all tells how it ends, and warms up.
            CallOutcome outcome = await CallRunner.InvokeAsync(function, prepared, cancellationToken).ConfigureAwait(false);
            Count(outcome);
            cancellationToken.ThrowIfCancellationRequested();
            _view.Happened(step, outcome, round: 1);
            if (outcome.Outcome == Outcome.Completed)
            {
                var took = new Stopwatched(timing, await TimeAsync(function, prepared, calls, cancellationToken).ConfigureAwait(false));
                _view.Timed(took, _lastTiming);
                _lastTiming = took;
            }

            Check(step.Expectations, new[] { outcome });
        }
        catch (Exception error) when (Failures.OutcomeOf(error) is { })
        {
            cancellationToken.ThrowIfCancellationRequested();
            CallOutcome outcome = CallRunner.Failed(error, TimeSpan.Zero);
            _view.Happened(step, outcome, round: 1);
            Check(step.Expectations, new[] { outcome });
        }
    }

    // The calls alone, one after the other, as an application makes them: nothing is read or written down between them.
    private async Task<TimeSpan> TimeAsync(IBoundFunction function, PreparedRequest prepared, int calls, CancellationToken cancellationToken)
    {
        NativeArgument[] arguments = prepared.Arguments.Select(argument => argument.Bind().Argument).ToArray();
        var options = new CallOptions { Timeout = prepared.Request.Timeout, CancellationToken = cancellationToken };
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++)
        {
            await function.InvokeAsync(options, arguments).ConfigureAwait(false);
        }

        TimeSpan took = Stopwatch.GetElapsedTime(start);
        _summary.Calls += calls;
        return took;
    }

    private async Task SacrificeAsync(ForRealStep step, ICallHost host, CancellationToken cancellationToken)
    {
        _view.ForReal(step);
        string path = await host.LoadAsync(step.Request.Library, cancellationToken).ConfigureAwait(false);
        ProcessEnd end = await _stage.SacrificeAsync(step.Request with { Library = path }, cancellationToken).ConfigureAwait(false);
        _view.Ended(end);
        if (step.ExpectedEnd is { } expected)
        {
            bool held = end.Signal != null && (expected == "any" || expected.Equals(end.Signal, StringComparison.OrdinalIgnoreCase));
            Judge("died " + expected, held ? null : end.ToString());
        }
    }

    private void Check(ImmutableArray<Expectation> expectations, IReadOnlyList<CallOutcome> outcomes)
    {
        if (expectations.IsEmpty && outcomes.FirstOrDefault(outcome => outcome.Outcome != Outcome.Completed) is { } other)
        {
            // Nothing said means that it completes.
            Judge(OutcomeName.Of(Outcome.Completed), OutcomeName.Of(other.Outcome));
        }

        foreach (Expectation expectation in expectations)
        {
            Judge(expectation.ToString(), outcomes.Select(expectation.Contradiction).FirstOrDefault(contradiction => contradiction != null));
        }
    }

    private void Judge(string expectation, string? contradiction)
    {
        _held &= contradiction == null;
        _view.Expected(expectation, contradiction);
    }

    private void Count(CallOutcome outcome)
    {
        _summary.Calls++;
        _summary.Deaths += outcome.Outcome is Outcome.Crashed or Outcome.TimedOut or Outcome.WorkerLost ? 1 : 0;
    }

    // Events come on their own time, off the path of calls. Where a scenario is about them, they are waited for a moment, so that they stand
    // below the call that caused them; and longer, where one is expected.
    private async Task TakeEventsAsync(ICallHost host, CallStep step, List<SupervisionEventArgs> events, bool isLast, CancellationToken cancellationToken)
    {
        bool isMissing = true;
        for (int wait = 0; isMissing && wait < (isLast ? MostWaitsForEvents : 1); wait++)
        {
            if (_watchesSupervisor)
            {
                await _stage.DelayAsync(EventsArrive, cancellationToken).ConfigureAwait(false);
            }

            IReadOnlyList<SupervisionEventArgs> arrived = host.TakeEvents();
            events.AddRange(arrived);
            Show(arrived);
            isMissing = step.Expectations.Any(expectation => expectation is MentionExpectation { Where: "event", Text: var kind }
                && !events.Any(happened => happened.Kind.ToString().Contains(kind, StringComparison.OrdinalIgnoreCase)));
        }
    }

    private void Show(IReadOnlyList<SupervisionEventArgs> events)
    {
        while (_written.TryDequeue(out string? line))
        {
            _view.LibraryWrote(line);
        }

        foreach (SupervisionEventArgs happened in events)
        {
            _view.Supervision(happened);
        }
    }
}
