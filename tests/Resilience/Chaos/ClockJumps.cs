using FfiIsolation.Resilience.Calls;

namespace FfiIsolation.Resilience.Chaos;

internal static class ClockJumps
{
    /// <summary>A shorter pause of the host is not told from a slow call.</summary>
    private const int LeastPauseMilliseconds = 2_100;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<Experiment> All { get; } = [new("clock", JumpAsync)];

    /// <summary>No call is ended early by a jump, and one that hangs is ended all the same.</summary>
    private static async Task JumpAsync(Scene scene)
    {
        var clock = new JumpingClock();
        NativeHost host = await scene.StartAsync(options => options with { TimeProvider = clock, CallTimeout = s_timeout });
        NativeFunction sleep = await host.FaultAsync(Faults.PrototypeOf("sleep_for"));
        NativeFunction hang = await host.FaultAsync(Faults.PrototypeOf("sleep_forever"));
        await scene.BesideAsync(host, 2, mayFail: null, async () =>
        {
            Task slow = scene.NewCaller().CallAsync(sleep, scene.Random, 800);
            while (!slow.IsCompleted)
            {
                clock.SetTimeOfDay(TimeSpan.FromHours(scene.Random.Next(-100, 100)));
                clock.Suspend(TimeSpan.FromMilliseconds(scene.Random.Next(LeastPauseMilliseconds, 100_000_000)));
                await Task.Delay(scene.Random.Next(30, 120));
            }

            await slow;
        });
        await Failures.ExpectAsync<CallTimeoutException>(
            () => scene.NewCaller().CallAsync(hang, new CallOptions { Timeout = TimeSpan.FromMilliseconds(200) }, scene.Random));
        await scene.RecoversAsync(host);
    }
}
