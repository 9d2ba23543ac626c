// A call that somebody watches: its measurements, its activity, and what is called in its place where a test wants that. No other call has one.
using System.Diagnostics;
using FfiIsolation.Batches;
using FfiIsolation.Calls;

namespace FfiIsolation.Diagnostics;

internal sealed class WatchedCall
{
    private const string CallKind = "call";
    private const string BatchKind = "batch";

    private readonly NativeFunction _function;
    private readonly NativeHost _host;
    private readonly string _kind;
    private readonly CancellationToken _token;
    private readonly bool _isMeasured = Telemetry.Calls.Enabled || Telemetry.CallDuration.Enabled;
    private readonly Activity? _caller = Activity.Current;
    private readonly Activity? _activity;
    private readonly long _start;
    private PreparedCall? _call;

    private WatchedCall(NativeFunction function, string kind, CancellationToken token)
    {
        _function = function;
        _host = function.Scope.Host;
        _kind = kind;
        _token = token;
        _activity = Telemetry.Source.HasListeners() ? StartActivity(function.Labels, kind) : null;
        _start = _host.Options.TimeProvider.GetTimestamp();
    }

    /// <summary>What is called: the function, if no test wants otherwise.</summary>
    public FunctionTarget Choose() => _host.Interceptor?.Choose(_function.Target, 0) ?? _function.Target;

    /// <summary>The arguments are checked; the call may run now.</summary>
    public void Prepared(PreparedCall call) => _call = call;

    /// <summary>Makes a call on the caller's thread.</summary>
    public static NativeResult Invoke(NativeFunction function, CallOptions options, ReadOnlySpan<NativeArgument> arguments)
    {
        var watched = new WatchedCall(function, CallKind, options.CancellationToken);
        try
        {
            NativeResult result = function.Make(options, arguments, watched);
            watched.End(null);
            return result;
        }
        catch (Exception e)
        {
            watched.End(e);
            throw;
        }
    }

    /// <summary>Makes a call that the caller may wait for.</summary>
    public static ValueTask<NativeResult> InvokeAsync(NativeFunction function, CallOptions options, ReadOnlySpan<NativeArgument> arguments)
    {
        var watched = new WatchedCall(function, CallKind, options.CancellationToken);
        try
        {
            ValueTask<NativeResult> making = function.Start(options, arguments, watched);
            if (!making.IsCompletedSuccessfully)
            {
                return new(watched.EndWithAsync(making.AsTask()));
            }

            watched.End(null);
            return making;
        }
        catch (Exception e)
        {
            watched.End(e);
            throw;
        }
        finally
        {
            watched.Leave();
        }
    }

    /// <summary>Runs a batch on the caller's thread.</summary>
    public static BatchResult Run(NativeFunction function, BatchOptions options, ColumnData? results, ReadOnlySpan<NativeColumn> columns)
    {
        var watched = new WatchedCall(function, BatchKind, options.CancellationToken);
        try
        {
            BatchResult result = BatchBuilder.Build(function.Scope, watched.Choose(), options, results, columns).Run();
            watched.End(null);
            return result;
        }
        catch (Exception e)
        {
            watched.End(e);
            throw;
        }
    }

    /// <summary>Runs a batch on a thread of its own.</summary>
    public static Task<BatchResult> RunAsync(NativeFunction function, BatchOptions options, ColumnData? results, ReadOnlySpan<NativeColumn> columns)
    {
        var watched = new WatchedCall(function, BatchKind, options.CancellationToken);
        try
        {
            return watched.EndWithAsync(BatchBuilder.Build(function.Scope, watched.Choose(), options, results, columns).Start());
        }
        catch (Exception e)
        {
            watched.End(e);
            throw;
        }
        finally
        {
            watched.Leave();
        }
    }

    private async Task<T> EndWithAsync<T>(Task<T> making)
    {
        try
        {
            T result = await making.ConfigureAwait(false);
            End(null);
            return result;
        }
        catch (Exception e)
        {
            End(e);
            throw;
        }
    }

    /// <summary>Gives the caller its own activity back while the call goes on.</summary>
    private void Leave()
    {
        if (_activity is not null)
        {
            Activity.Current = _caller;
        }
    }

    private void End(Exception? failure)
    {
        string outcome = CallOutcome.Of(failure, _call?.HasRun == true, _token);
        string? error = failure?.GetType().FullName;
        try
        {
            try
            {
                Measure(outcome, error);
            }
            finally
            {
                EndActivity(_activity, outcome, error, failure);
            }
        }
        catch (Exception)
        {
            // A listener of the application failed, which is no reason to lose what the call gave.
        }
    }

    private void Measure(string outcome, string? error)
    {
        if (_isMeasured)
        {
            CallLabels labels = _function.Labels;
            var tags = new TagList
            {
                { FfiAttributes.Function, labels.Function },
                { FfiAttributes.Library, labels.Library },
                { FfiAttributes.Host, labels.Host },
                { FfiAttributes.Kind, _kind },
                { FfiAttributes.Outcome, outcome },
            };
            if (error is not null)
            {
                tags.Add(FfiAttributes.ErrorType, error);
            }

            Telemetry.Calls.Add(1, tags);
            Telemetry.CallDuration.Record(_host.Options.TimeProvider.GetElapsedTime(_start).TotalSeconds, tags);
        }
    }

    private static Activity? StartActivity(CallLabels labels, string kind) =>
        Telemetry.TryStart(Telemetry.CallActivity, labels.Function,
        [
            new(FfiAttributes.Function, labels.Function),
            new(FfiAttributes.Library, labels.Library),
            new(FfiAttributes.Host, labels.Host),
            new(FfiAttributes.Kind, kind),
        ]);

    internal static void EndActivity(Activity? ended, string outcome, string? error, Exception? failure)
    {
        if (ended is null)
        {
            return;
        }

        try
        {
            // The report is read where it is wanted alone: its symbols take some milliseconds.
            if (ended.IsAllDataRequested)
            {
                Describe(ended, outcome, error, failure);
            }
        }
        finally
        {
            Telemetry.End(ended);
        }
    }

    private static void Describe(Activity activity, string outcome, string? error, Exception? failure)
    {
        activity.SetTag(FfiAttributes.Outcome, outcome);
        if (failure is not null)
        {
            activity.SetTag(FfiAttributes.ErrorType, error).SetStatus(ActivityStatusCode.Error, failure.Message).AddException(failure);
        }

        if (CallOutcome.ReportOf(failure) is { } report)
        {
            HostTelemetry.Describe(activity, report);
        }
    }
}
