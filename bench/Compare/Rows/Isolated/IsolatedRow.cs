using FfiIsolation.Compare.Children;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>A row of ours: a host of its own, started for it and ended after it.</summary>
internal abstract class IsolatedRow(string name, string work, Goal? goal = null) : Row(name, work, goal)
{
    /// <summary>The host's options. The default: those that an application gets which sets none.</summary>
    protected virtual NativeHostOptions Options { get; } = new();

    public sealed override async Task<Measurement> MeasureAsync(RowContext context)
    {
        // Started synchronously, so that what blocks afterwards blocks the row's own thread and none of the pool's.
        NativeHost host = NativeHost.Start(Options);
        try
        {
            return await MeasureAsync(host, context).ConfigureAwait(false);
        }
        finally
        {
            await host.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Finds the function with the blocking API, for the same reason, and measures it.</summary>
    protected abstract Task<Measurement> MeasureAsync(NativeHost host, RowContext context);

    /// <summary>The function of most rows: a number in, a number out, 8 ns of work.</summary>
    protected static NativeFunction Cosine(NativeHost host) => host.Load("m").Function("double cos(double x)");

    /// <summary>A function of bench/native/targets.c.</summary>
    protected static NativeFunction Target(NativeHost host, string prototype) => host.Load(Places.Targets).Function(prototype);
}
