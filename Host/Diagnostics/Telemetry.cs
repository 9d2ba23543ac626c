// The one ActivitySource and the one Meter, and all that they hold, by OpenTelemetry's conventions. docs/observability.md lists it, and a test holds that list to the truth.
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace FfiIsolation.Diagnostics;

internal static class Telemetry
{
    public const string Name = "FfiIsolation";
    public const string CallActivity = "ffi.call";
    public const string CallListActivity = "ffi.call_list";
    public const string StartActivity = "ffi.worker.start";
    public const string DeathActivity = "ffi.worker.death";

    private static readonly string? s_version = typeof(Telemetry).Assembly.GetName().Version?.ToString(3);
    private static readonly double[] s_callSeconds = [1e-6, 5e-6, 2.5e-5, 1e-4, 5e-4, 2.5e-3, 0.01, 0.05, 0.25, 1, 5, 30];
    private static readonly Meter s_meter = new(Name, s_version);

    public static readonly ActivitySource Source = new(Name, s_version);

    public static readonly Counter<long> Calls = s_meter.CreateCounter<long>("ffi.calls", "{call}", "Calls, batches and calls of lists that ended, by outcome.");

    public static readonly Histogram<double> CallDuration = s_meter.CreateHistogram(
        "ffi.call.duration", "s", "From the call of Invoke to its result or exception, waiting and retries included.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = s_callSeconds });

    public static readonly Histogram<double> CallListDuration = s_meter.CreateHistogram(
        "ffi.call_list.duration", "s", "From the call of Run to its end, waiting included.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = s_callSeconds });

    public static readonly Counter<long> CallRetries = s_meter.CreateCounter<long>("ffi.call.retries", "{retry}", "Calls that were made again.");

    public static readonly Counter<long> CallbackFailures = s_meter.CreateCounter<long>(
        "ffi.callback.failures", "{callback}", "Exceptions of callbacks that no call could have thrown on.");

    public static readonly Counter<long> Crashes = s_meter.CreateCounter<long>("ffi.crashes", "{crash}", "Workers that ended unexpectedly, by cause.");

    public static readonly Counter<long> Timeouts = s_meter.CreateCounter<long>("ffi.timeouts", "{timeout}", "Workers that were killed because what they ran took too long.");

    public static readonly Counter<long> WorkerStarts = s_meter.CreateCounter<long>("ffi.worker.starts", "{worker}", "Workers that started and were ready.");

    public static readonly Counter<long> WorkerRestarts = s_meter.CreateCounter<long>(
        "ffi.worker.restarts", "{worker}", "Those of the starts that followed an unexpected death: one for each death at most.");

    public static readonly Counter<long> WorkerStops = s_meter.CreateCounter<long>("ffi.worker.stops", "{worker}", "Workers that ended as their host wanted.");

    public static readonly Counter<long> StartRetries = s_meter.CreateCounter<long>("ffi.worker.start.retries", "{retry}", "Starts of workers that failed and were tried again.");

    public static readonly Counter<long> StartFailures = s_meter.CreateCounter<long>("ffi.worker.start.failures", "{failure}", "Starts of workers that failed for good.");

    public static readonly Counter<long> BudgetSpent = s_meter.CreateCounter<long>("ffi.restart_budget.spent", "{break}", "Times that the restart budget was spent.");

    public static readonly Counter<long> Quarantines = s_meter.CreateCounter<long>("ffi.quarantines", "{quarantine}", "Times that a function or library was put into quarantine.");

    public static readonly Counter<long> RefusedActions = s_meter.CreateCounter<long>("ffi.refused_actions", "{action}", "What workers tried and their confinement refused, each different action of a worker once.");

    // Both are read by whoever collects, and never otherwise.
    private static readonly ObservableUpDownCounter<int> s_workers = s_meter.CreateObservableUpDownCounter(
        "ffi.workers", HostTelemetry.ObserveWorkers, "{worker}", "Workers, by what they do.");

    private static readonly ObservableUpDownCounter<int> s_queue = s_meter.CreateObservableUpDownCounter(
        "ffi.queue.length", HostTelemetry.ObserveQueues, "{call}", "Calls that wait for a worker.");

    /// <summary>Whether anybody wants to know of calls. All that a call pays while nobody does.</summary>
    public static bool IsListened
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => CallDuration.Enabled || Calls.Enabled || Source.HasListeners();
    }

    /// <summary>Whether anybody wants to know of call lists.</summary>
    public static bool IsListenedForLists => CallListDuration.Enabled || Calls.Enabled || Source.HasListeners();

    /// <summary>Starts an activity of the caller's, with its tags, so that a sampler can go by them; null where nobody wants it, or where who does failed.</summary>
    public static Activity? TryStart(string name, string displayName, IEnumerable<KeyValuePair<string, object?>> tags)
    {
        Activity? before = Activity.Current;
        try
        {
            Activity? activity = Source.StartActivity(name, ActivityKind.Internal, default(ActivityContext), tags);
            if (activity is not null)
            {
                activity.DisplayName = displayName;
            }

            return activity;
        }
        catch (Exception)
        {
            // A listener of the application failed, which is no reason to make no call. One that was told of the start has left it as the current one.
            Activity.Current = before;
            return null;
        }
    }

    /// <summary>Ends it.</summary>
    public static void End(Activity? activity)
    {
        try
        {
            activity?.Dispose();
        }
        catch (Exception)
        {
            // A listener of the application failed as it was told: what was made is there all the same. It has left the activity as the current one.
            if (Activity.Current == activity)
            {
                Activity.Current = activity!.Parent;
            }
        }
    }
}
