// Repeats calls that may be repeated, by Polly. The first attempt is made outside of it, so that a call that goes well meets no policy.
using System.Runtime.ExceptionServices;
using FfiIsolation.Calls;
using Polly;
using Polly.Retry;

namespace FfiIsolation.Supervision;

internal sealed class CallRetrier
{
    private static readonly ResiliencePropertyKey<FunctionTarget?> s_function = new("FfiIsolation.Function");

    private readonly Lazy<ResiliencePipeline>? _pipeline; // made by the first failure

    public CallRetrier(NativeHostOptions options, HostEvents events)
    {
        if (options.CallRetries > 0 || options.ConfigureCallRetry is not null)
        {
            _pipeline = new Lazy<ResiliencePipeline>(() => Build(options, events));
            if (options.ConfigureCallRetry is not null)
            {
                _ = _pipeline.Value; // an application's mistake in it is told when its host starts
            }
        }
    }

    /// <summary>Makes a call, and again after a crash or a loss if that is safe.</summary>
    public ValueTask<NativeResult> CallAsync(CallRunner runner, PreparedCall call, CallOptions options)
    {
        ValueTask<NativeResult> making = runner.CallAsync(call, options);
        return making.IsCompletedSuccessfully || _pipeline is null ? making : new(RepeatIfItFailsAsync(making, runner, call, options));
    }

    private async Task<NativeResult> RepeatIfItFailsAsync(ValueTask<NativeResult> making, CallRunner runner, PreparedCall call, CallOptions options)
    {
        try
        {
            return await making.ConfigureAwait(false);
        }
        catch (CallFailedException e) when (_pipeline is not null && IsRepeatable(call, options) && IsWorthRepeating(e))
        {
            return await RepeatAsync(_pipeline.Value, e, runner, call, options).ConfigureAwait(false);
        }
    }

    /// <summary>The same on the caller's thread.</summary>
    public void Call(CallRunner runner, PreparedCall call, CallOptions options)
    {
        try
        {
            runner.Call(call, options);
        }
        catch (CallFailedException e) when (_pipeline is not null && IsRepeatable(call, options) && IsWorthRepeating(e))
        {
            call.Keep(RepeatAsync(_pipeline.Value, e, runner, call, options).GetAwaiter().GetResult());
        }
    }

    private static bool IsRepeatable(PreparedCall call, CallOptions options) => options.Retry ?? call.Function.Prototype.IsRepeatable;

    private static bool IsWorthRepeating(Exception e) =>
        e is NativeCrashException or WorkerLostException { Report: null or { KillReason: not (KillReason.Disposed or KillReason.Shutdown) } };

    private static async Task<NativeResult> RepeatAsync(
        ResiliencePipeline pipeline, CallFailedException first, CallRunner runner, PreparedCall call, CallOptions options)
    {
        CallFailedException? pending = first;
        ResilienceContext context = ResilienceContextPool.Shared.Get(options.CancellationToken);
        context.Properties.Set(s_function, call.Function);
        try
        {
            return await pipeline.ExecuteAsync(
                async _ =>
                {
                    // What Polly takes for the first attempt is the one that has just failed.
                    if (Interlocked.Exchange(ref pending, null) is { } failed)
                    {
                        ExceptionDispatchInfo.Throw(failed);
                    }

                    return await runner.CallAsync(call, options).ConfigureAwait(false);
                },
                context).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static ResiliencePipeline Build(NativeHostOptions options, HostEvents events)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider };
        options.ConfigureCallRetry?.Invoke(builder);
        return options.CallRetries == 0 ? builder.Build() : builder.AddRetry(new RetryStrategyOptions
        {
            Name = "FfiIsolation.Call",
            ShouldHandle = retry => new(retry.Outcome.Exception is CallFailedException e && IsWorthRepeating(e)
                && retry.Context.Properties.GetValue(s_function, null) is not { Suspicion.IsOpen: true }),
            MaxRetryAttempts = options.CallRetries,
            Delay = TimeSpan.Zero,
            OnRetry = retry =>
            {
                CrashReport? report = (retry.Outcome.Exception as NativeCrashException)?.Report ?? (retry.Outcome.Exception as WorkerLostException)?.Report;
                string function = retry.Context.Properties.GetValue(s_function, null)?.Prototype.Name ?? "The call";
                (Exception? failed, TimeSpan delay, int attempt) = (retry.Outcome.Exception, retry.RetryDelay, retry.AttemptNumber + 1);
                events.RaiseAfter(
                    text => new SupervisionEventArgs(SupervisionEventKind.CallRetried, text, report, delay, attempt), () => $"{function} is called again: {failed?.Message}");
                return default;
            },
        }).Build();
    }
}
