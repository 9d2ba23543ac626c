using FfiIsolation.Supervision;
using Microsoft.Extensions.Logging;

namespace FfiIsolation.Tests.Diagnostics;

public sealed class LogTests
{
    public static TheoryData<SupervisionEventKind> Kinds => [.. Enum.GetValues<SupervisionEventKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_step_of_supervision_has_an_entry_of_its_own(SupervisionEventKind kind)
    {
        var log = new Entries();
        SupervisionLog.Write(log, new SupervisionEventArgs(kind, "It happened."));
        Assert.Equal(kind.ToString(), Assert.Single(log.Ids).Name);
    }

    private sealed class Entries : ILogger
    {
        public List<EventId> Ids { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Ids.Add(eventId);
    }
}
