using FfiIsolation.ProcessTests.Support;
using Polly;

namespace FfiIsolation.ProcessTests.Supervision;

public sealed class PipelineTests
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task An_applications_strategy_sees_every_start()
    {
        int starts = 0;
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with
        {
            MaxWorkers = 1,
            Spares = 0,
            ConfigureStart = builder => builder.AddStrategy(_ => new Counting(() => Interlocked.Increment(ref starts))),
        });
        Assert.Equal(1, starts);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task An_applications_strategy_sees_calls_that_may_be_repeated_and_failed(int retries)
    {
        int entered = 0;
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with
        {
            CallRetries = retries,
            ConfigureCallRetry = builder => builder.AddStrategy(_ => new Counting(() => Interlocked.Increment(ref entered))),
        });
        NativeFunction abort = await recorded.Host.FunctionAsync("c", "void abort(void)");
        await Assert.ThrowsAsync<NativeCrashException>(() => abort.InvokeAsync().AsTask());
        Assert.Equal(0, entered);
        await Assert.ThrowsAsync<NativeCrashException>(() => abort.InvokeAsync(new CallOptions { Retry = true }).AsTask());
        Assert.Equal(1, entered);
    }

    private sealed class Counting(Action count) : ResilienceStrategy
    {
        protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
        {
            count();
            return callback(context, state);
        }
    }
}
