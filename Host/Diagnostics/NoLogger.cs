using Microsoft.Extensions.Logging;

namespace FfiIsolation.Diagnostics;

/// <summary>Writes nothing. Compiled ahead with this library, as that of the logging package is not.</summary>
internal sealed class NoLogger : ILogger
{
    public static NoLogger Instance { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => false;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
    }
}
