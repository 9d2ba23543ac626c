namespace FfiIsolation.Measuring;

/// <summary>The right of one measurement to run.</summary>
internal sealed class Turn
{
    private readonly Turns? _turns;
    private readonly SemaphoreSlim _mine = new(0, 1);

    internal Turn(Turns? turns) => _turns = turns;

    /// <summary>Of a measurement that has the machine for itself.</summary>
    public static Turn Alone { get; } = new(null);

    /// <summary>Waits for the first one.</summary>
    public ValueTask BeginAsync() => _turns is null ? default : WaitAsync();

    /// <summary>Lets the others run, and waits for the next one.</summary>
    /// <returns>Whether another ran meanwhile.</returns>
    public async ValueTask<bool> PassAsync()
    {
        if (_turns is null || !_turns.Pass())
        {
            return false;
        }

        await WaitAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>The measurement is over, whatever became of it.</summary>
    public void End() => _turns?.End(this);

    internal void Give() => _mine.Release();

    /// <summary>A thread of the row's own blocks, so that the row stays on it; the pool's threads are needed for what is measured.</summary>
    private ValueTask WaitAsync()
    {
        if (Thread.CurrentThread.IsThreadPoolThread)
        {
            return new ValueTask(_mine.WaitAsync());
        }

        _mine.Wait();
        return default;
    }
}
