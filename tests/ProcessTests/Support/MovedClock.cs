namespace FfiIsolation.ProcessTests.Support;

/// <summary>The system's clock, which a test sets forward: breaks end when it says so, and not while a busy machine does something else. Timers are the system's.</summary>
internal sealed class MovedClock : TimeProvider
{
    private long _ticks;

    public override long GetTimestamp() => base.GetTimestamp() + (long)(new TimeSpan(Interlocked.Read(ref _ticks)).TotalSeconds * TimestampFrequency);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _ticks));

    public void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}
