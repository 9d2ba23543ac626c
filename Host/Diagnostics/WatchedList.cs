// A run of a call list that somebody watches: its activity, its duration, and its calls, each counted by its function and its own outcome.
using System.Diagnostics;
using FfiIsolation.Lists;

namespace FfiIsolation.Diagnostics;

/// <summary>A struct, so that a run that is measured and not traced allocates nothing for it.</summary>
internal readonly struct WatchedList
{
    private readonly NativeHost _host;
    private readonly Activity? _activity;
    private readonly long _start;

    public WatchedList(NativeHost host, int size)
    {
        _host = host;
        _activity = Telemetry.Source.HasListeners() ? Telemetry.TryStart(Telemetry.CallListActivity, "call list", [new(FfiAttributes.Host, host.Options.Name), new(FfiAttributes.ListSize, size)]) : null;
        _start = host.Options.TimeProvider.GetTimestamp();
    }

    /// <summary>It was refused before it had its places.</summary>
    public void Refused(IReadOnlyList<ListedCall> calls, Exception failure) =>
        End(Telemetry.Calls.Enabled ? new ListTally(calls) : null, run: null, stopped: null, failure, CallOutcome.Rejected);

    /// <param name="stopped">The call at which it stopped; null for none.</param>
    /// <param name="failure">What its caller gets; null where it ran, or stopped.</param>
    public void End(ListRun run, ListedCall? stopped, Exception? failure, CancellationToken token) =>
        End(Telemetry.Calls.Enabled ? run.Tally : null, run, stopped, failure, CallOutcome.Of(failure, run.Call.HasRun, token));

    private void End(ListTally? tally, ListRun? run, ListedCall? stopped, Exception? failure, string outcome)
    {
        string? error = failure?.GetType().FullName;
        int? at = (failure as CallFailedException)?.ListIndex ?? stopped?.Index;
        try
        {
            try
            {
                if (tally is not null)
                {
                    Count(tally, run, failure, outcome, error);
                }

                Measure(outcome, error);
            }
            finally
            {
                Describe(run, at);
                WatchedCall.EndActivity(_activity, outcome, error, failure);
            }
        }
        catch (Exception)
        {
            // A listener of the application failed, which is no reason to lose what the list gave.
        }
    }

    private static void Count(ListTally tally, ListRun? run, Exception? failure, string ofList, string? error)
    {
        bool noneRan = run is null || run.Results.HaveNoneRun;
        int? own = (failure as CallFailedException)?.ListIndex;
        for (int i = 0; i < tally.Calls; i++)
        {
            if (CallOutcome.OfListed(run?.Results.StateOf(i), failure, own == i, noneRan, ofList) is { } outcome)
            {
                tally.Add(i, outcome);
            }
        }

        tally.Tell(error, noneRan);
    }

    private void Measure(string outcome, string? error)
    {
        if (Telemetry.CallListDuration.Enabled)
        {
            var tags = new TagList { { FfiAttributes.Host, _host.Options.Name }, { FfiAttributes.Outcome, outcome } };
            if (error is not null)
            {
                tags.Add(FfiAttributes.ErrorType, error);
            }

            Telemetry.CallListDuration.Record(_host.Options.TimeProvider.GetElapsedTime(_start).TotalSeconds, tags);
        }
    }

    /// <summary>Where it stopped or failed.</summary>
    private void Describe(ListRun? run, int? at)
    {
        if (run is not null && at is { } index && _activity is { IsAllDataRequested: true } activity)
        {
            CallLabels labels = run.Tally.LabelsOf(index);
            activity.SetTag(FfiAttributes.ListIndex, index).SetTag(FfiAttributes.Function, labels.Function).SetTag(FfiAttributes.Library, labels.Library);
        }
    }
}
