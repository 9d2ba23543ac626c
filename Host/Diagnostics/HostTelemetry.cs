// What one host counts, and what is asked of all of them when somebody collects.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using FfiIsolation.Supervision;

namespace FfiIsolation.Diagnostics;

internal sealed class HostTelemetry : IDisposable
{
    private static readonly ConcurrentDictionary<HostTelemetry, Func<PoolCounts>> s_hosts = new();

    private readonly KeyValuePair<string, object?> _host;
    private int _notReplaced;

    public HostTelemetry(string host) => _host = new(FfiAttributes.Host, host);

    /// <summary>Lets the host's pool be observed.</summary>
    /// <param name="counts">Asked by whoever collects, on its thread.</param>
    public void Observe(Func<PoolCounts> counts) => s_hosts[this] = counts;

    public void Dispose() => s_hosts.TryRemove(this, out _);

    /// <summary>Counts a step of supervision. Every kind that is worth a number has it here.</summary>
    public void Count(SupervisionEventArgs happened)
    {
        switch (happened.Kind)
        {
            case SupervisionEventKind.WorkerStarted:
                Telemetry.WorkerStarts.Add(1, _host);
                CountRestart();
                break;
            case SupervisionEventKind.WorkerDied:
                CountDeath(happened.Report!);
                break;
            case SupervisionEventKind.WorkerStopped:
                Telemetry.WorkerStops.Add(1, _host);
                break;
            case SupervisionEventKind.StartRetried:
                Telemetry.StartRetries.Add(1, _host);
                break;
            case SupervisionEventKind.StartFailed:
                Telemetry.StartFailures.Add(1, _host);
                break;
            case SupervisionEventKind.CallRetried:
                Telemetry.CallRetries.Add(1, _host);
                break;
            case SupervisionEventKind.BudgetSpent:
                Telemetry.BudgetSpent.Add(1, _host);
                break;
            case SupervisionEventKind.QuarantineBegan:
                Telemetry.Quarantines.Add(1, _host);
                break;
            case SupervisionEventKind.CallbackFailed:
                Telemetry.CallbackFailures.Add(1, _host);
                break;
        }
    }

    /// <summary>Counts what the confinement refused.</summary>
    public void Count(RefusedAction action) => Telemetry.RefusedActions.Add(1, _host, new(FfiAttributes.SystemCall, action.SystemCall));

    /// <summary>Starts the activity of a worker's start; null where nobody listens.</summary>
    public Activity? StartOfWorker() =>
        Telemetry.Source.HasListeners() ? Telemetry.TryStart(Telemetry.StartActivity, Telemetry.StartActivity, [_host]) : null;

    /// <summary>Says on an activity which worker died, and of what.</summary>
    public static void Describe(Activity activity, CrashReport report)
    {
        activity.SetTag(FfiAttributes.Cause, SnakeCase<CrashCause>.Of(report.Cause))
            .SetTag(FfiAttributes.WorkerProcess, report.ProcessId)
            .SetTag(FfiAttributes.Generation, report.Generation);
        if (report.KillReason is { } reason)
        {
            activity.SetTag(FfiAttributes.KillReason, SnakeCase<KillReason>.Of(reason));
        }
    }

    public static IEnumerable<Measurement<int>> ObserveWorkers() => s_hosts.SelectMany(host =>
    {
        PoolCounts counts = host.Value();
        return ((string State, int Count)[])[("idle", counts.Idle), ("busy", counts.Busy), ("starting", counts.Starting), ("session", counts.Sessions), ("abandoned", counts.Abandoned)];
    }, (host, state) => new Measurement<int>(state.Count, host.Key._host, new(FfiAttributes.State, state.State)));

    public static IEnumerable<Measurement<int>> ObserveQueues() => s_hosts.Select(host => new Measurement<int>(host.Value().Waiting, host.Key._host));

    private void CountRestart()
    {
        int deaths;
        do
        {
            deaths = Volatile.Read(ref _notReplaced);
            if (deaths == 0)
            {
                return;
            }
        }
        while (Interlocked.CompareExchange(ref _notReplaced, deaths - 1, deaths) != deaths);

        Telemetry.WorkerRestarts.Add(1, _host);
    }

    private void CountDeath(CrashReport report)
    {
        Interlocked.Increment(ref _notReplaced);
        if (Telemetry.Crashes.Enabled || Telemetry.Timeouts.Enabled || Telemetry.Source.HasListeners())
        {
            // The cause is worked out from files, for some milliseconds: not between a death and what its caller waits for. Without the context of
            // whoever made the worker start, whose activity it is not.
            ThreadPool.UnsafeQueueUserWorkItem(static told => told.Telemetry.TryTellDeath(told.Report), (Telemetry: this, Report: report), preferLocal: false);
        }
    }

    private void TryTellDeath(CrashReport report)
    {
        try
        {
            TellDeath(report);
        }
        catch (Exception)
        {
            // A listener of the application failed, on a thread of the pool, where that would end the process.
        }
    }

    private void TellDeath(CrashReport report)
    {
        var tags = new TagList { _host, { FfiAttributes.Cause, SnakeCase<CrashCause>.Of(report.Cause) } };
        if (report.KillReason is { } reason)
        {
            tags.Add(FfiAttributes.KillReason, SnakeCase<KillReason>.Of(reason));
        }

        if (report.Call is { } call)
        {
            tags.Add(FfiAttributes.Function, call.Function);
            tags.Add(FfiAttributes.Library, Path.GetFileName(call.LibraryPath));
        }

        Telemetry.Crashes.Add(1, tags);
        if (report.KillReason == KillReason.Timeout)
        {
            Telemetry.Timeouts.Add(1, tags);
        }

        using Activity? activity = Telemetry.Source.StartActivity(Telemetry.DeathActivity);
        if (activity is { IsAllDataRequested: true })
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                activity.SetTag(tag.Key, tag.Value);
            }

            Describe(activity, report);
            activity.SetStatus(ActivityStatusCode.Error, report.Summary);
        }
    }
}
