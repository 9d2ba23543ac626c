namespace FfiIsolation.Headers;

/// <summary>Headers that were read, each once, whoever asks, and one after the other: each takes a processor and may take much memory. Safe for use from many threads.</summary>
/// <param name="reader">What reads them.</param>
/// <param name="wasRead">Told of each, once.</param>
internal sealed class HeaderReadings(IHeaderReader reader, Action<HeaderReading>? wasRead = null) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<HeaderReading>> _readings = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _ended = new();

    /// <summary>Reads one, or waits for who reads it. Does not fail.</summary>
    public Task<HeaderReading> ReadAsync(HeaderRequest request)
    {
        var reading = new TaskCompletionSource<HeaderReading>();
        lock (_lock)
        {
            if (_readings.TryGetValue(request.Key, out Task<HeaderReading>? there))
            {
                return there;
            }

            _readings.Add(request.Key, reading.Task);
        }

        _ = ReadAsync(request, reading);
        return reading.Task;
    }

    /// <summary>One that was read; null for others, which are not read for it.</summary>
    public HeaderReading? Known(HeaderRequest request)
    {
        lock (_lock)
        {
            return _readings.TryGetValue(request.Key, out Task<HeaderReading>? reading) && reading.IsCompletedSuccessfully ? reading.Result : null;
        }
    }

    /// <summary>Ends what is being read, and waits until it has ended. What is asked for afterwards is not read.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        Task[] readings;
        lock (_lock)
        {
            readings = [.. _readings.Values];
        }

        await Task.WhenAll(readings).ConfigureAwait(false);
    }

    private async Task ReadAsync(HeaderRequest request, TaskCompletionSource<HeaderReading> reading)
    {
        try
        {
            reading.SetResult(await ReadOnceAsync(request).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            reading.SetException(e); // of who is told
        }
    }

    private async Task<HeaderReading> ReadOnceAsync(HeaderRequest request)
    {
        HeaderReading reading;
        try
        {
            reading = new(request.Path, await ReadInTurnAsync(request).ConfigureAwait(false), null);
        }
        catch (Exception error)
        {
            // Whatever it was (no libclang, a crash of it, a worker that does not start), functions can be bound without this header.
            reading = new(request.Path, null, error);
        }

        wasRead?.Invoke(reading);
        return reading;
    }

    private async Task<HeaderTruth> ReadInTurnAsync(HeaderRequest request)
    {
        if (request.Missing is { } missing)
        {
            throw new FileNotFoundException(missing);
        }

        await _turn.WaitAsync(_ended.Token).ConfigureAwait(false);
        try
        {
            _ended.Token.ThrowIfCancellationRequested(); // the end of the reading before may have given this its turn
            return new HeaderTruth(HeaderDeclarations.Of(await reader.ReadAsync(request.Path, request.Settings, withMacros: false, _ended.Token).ConfigureAwait(false), _ended.Token));
        }
        finally
        {
            _turn.Release();
        }
    }
}
