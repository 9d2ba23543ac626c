namespace FfiIsolation.Resilience.Chaos;

/// <summary>Workers that are killed, and calls that may notice.</summary>
internal static class Deaths
{
    /// <summary>How a call may end whose worker was killed: the report names the signal, or it was lost on its way in or out.</summary>
    public static bool Is(Exception e) => e is NativeCrashException { Report.SignalNumber: Killing.Kill } or WorkerLostException;

    /// <summary>SIGKILL to a worker after a time that is left to chance.</summary>
    public static Task KillSoonAsync(Scene scene, int microseconds)
    {
        TimeSpan after = TimeSpan.FromMicroseconds(scene.Random.Next(microseconds));
        int which = scene.Random.Next();
        return Task.Run(() =>
        {
            Killing.Spin(after);
            Killing.Any(new Random(which));
        });
    }

    /// <summary>Makes a call whose worker may be killed.</summary>
    public static async Task MayComeAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception e) when (Is(e))
        {
            // As it may.
        }
    }
}
