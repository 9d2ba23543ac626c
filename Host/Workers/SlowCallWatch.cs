namespace FfiIsolation.Workers;

/// <summary>From when on a call counts as slow, and who is told. Told once for a call, on a thread of its own.</summary>
internal sealed record SlowCallWatch(TimeSpan Threshold, Action<SlowCallEventArgs> Report);
