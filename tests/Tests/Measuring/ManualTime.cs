namespace FfiIsolation.Tests.Measuring;

/// <summary>A clock that goes on when told, in nanoseconds.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() => _now;

    public void Advance(long nanoseconds) => _now += nanoseconds;
}
