using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Renting;

/// <summary>A host of one worker, and a session on it.</summary>
internal static class RentingScene
{
    public static Task<RecordedHost> StartAsync(LaneChoice lane = LaneChoice.Automatic) =>
        RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1, Spares = 0, Lane = lane });

    public static Task<NativeSession> OpenAsync(RecordedHost recorded) => recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
}
