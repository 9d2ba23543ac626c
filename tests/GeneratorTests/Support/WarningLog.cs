using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FfiIsolation.GeneratorTests.Support;

/// <summary>Keeps what a host logs of one event.</summary>
internal sealed class WarningLog(string eventName) : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task First => _first.Task;

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Waits for a number of lines, which come after what they tell.</summary>
    public async Task UntilAsync(int count)
    {
        using var late = new CancellationTokenSource(Patience.Deadline / 2);
        for (; _lines.Count < count; late.Token.ThrowIfCancellationRequested())
        {
            await Task.Delay(5, late.Token);
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Name == eventName)
        {
            _lines.Enqueue(formatter(state, exception));
            _first.TrySetResult();
        }
    }

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}
