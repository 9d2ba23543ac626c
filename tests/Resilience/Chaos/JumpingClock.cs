namespace FfiIsolation.Resilience.Chaos;

/// <summary>A clock that jumps: the time of day to anywhere, as when somebody sets it; the timestamp forward, as when a machine was suspended. Timers are the system's.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private long _day;
    private long _stamp;

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _stamp);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _day));

    public void SetTimeOfDay(TimeSpan by) => Interlocked.Add(ref _day, by.Ticks);

    public void Suspend(TimeSpan time) => Interlocked.Add(ref _stamp, (long)(time.TotalSeconds * TimestampFrequency));
}
