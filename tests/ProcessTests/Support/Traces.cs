using System.Collections.Concurrent;
using System.Diagnostics;

namespace FfiIsolation.ProcessTests.Support;

/// <summary>The activities of one host that have ended.</summary>
internal sealed class Traces : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public Traces(string host)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == NativeHost.TelemetryName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("ffi.host"), host))
                {
                    _ended.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public Activity[] Of(string name) => [.. _ended.Where(activity => activity.OperationName == name)];

    public async Task<Activity> OneAsync(string name, Func<Activity, bool>? which = null)
    {
        await Eventually.HoldsAsync(() => Of(name).Any(which ?? (_ => true)), $"There is no activity {name}.");
        return Assert.Single(Of(name), activity => which is null || which(activity));
    }

    public void Dispose() => _listener.Dispose();
}
