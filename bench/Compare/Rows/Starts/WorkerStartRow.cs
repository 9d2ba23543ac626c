using FfiIsolation.Compare.Rows.Isolated;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Starts;

/// <summary>From the request for a worker to one that is ready for its first call, seen through a session, which has a new worker each time. Its end is not timed.</summary>
internal sealed class WorkerStartRow(string name, string work, Confinement confinement, Goal? goal = null) : IsolatedRow(name, work, goal)
{
    protected override NativeHostOptions Options { get; } = new() { MaxWorkers = 1, MinWorkers = 0, Spares = 0, Confinement = confinement };

    protected override async Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        // The worker that every host starts with would be the first session's: it has started already.
        await using NativeSession first = await host.OpenSessionAsync().ConfigureAwait(false);
        NativeSession? session = null;
        try
        {
            return await context.SlowMeter.MeasureAsync(OpenAsync, CloseAsync).ConfigureAwait(false);
        }
        finally
        {
            await CloseAsync().ConfigureAwait(false);
        }

        async ValueTask OpenAsync(int count) => session = await host.OpenSessionAsync().ConfigureAwait(false);

        async ValueTask CloseAsync()
        {
            if (session is not null)
            {
                await session.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
