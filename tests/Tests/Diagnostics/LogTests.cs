using FfiIsolation.Supervision;
using FfiIsolation.Tests.Crashes;
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

    [Fact]
    public void The_entry_of_a_death_says_its_summary_once()
    {
        CrashReport report = new DeathBuilder().Fault(0).Status(11).Report;
        var log = new Entries();
        SupervisionLog.Write(log, new SupervisionEventArgs(SupervisionEventKind.WorkerDied, report.Summary, report) { Generation = 3, ProcessId = 4711 });
        string text = Assert.Single(log.Texts);
        Assert.StartsWith($"Worker 3 (process 4711) died: {report.Summary}", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split(report.Summary).Length);
    }

    [Fact]
    public void A_step_in_a_string_is_its_kind_and_its_sentence() =>
        Assert.Equal("WorkerStarted: It happened.", new SupervisionEventArgs(SupervisionEventKind.WorkerStarted, "It happened.").ToString());

    private sealed class Entries : ILogger
    {
        public List<EventId> Ids { get; } = [];

        public List<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Ids.Add(eventId);
            Texts.Add(formatter(state, exception));
        }
    }
}
