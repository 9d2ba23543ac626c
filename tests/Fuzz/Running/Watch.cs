namespace FfiIsolation.Fuzz.Running;

/// <summary>Tells an input that does not end.</summary>
internal sealed class Watch : IDisposable
{
    private readonly Timer _timer;

    public Watch(Func<long> now, TimeSpan longest, Action<long> hung)
    {
        long last = -1;
        _timer = new Timer(
            _ =>
            {
                long input = now();
                if (Interlocked.Exchange(ref last, input) == input)
                {
                    hung(input);
                }
            },
            null,
            longest,
            longest);
    }

    public void Dispose() => _timer.Dispose();
}
