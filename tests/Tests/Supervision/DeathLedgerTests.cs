using FfiIsolation.Calls;
using FfiIsolation.Diagnostics;
using FfiIsolation.Libraries;
using FfiIsolation.Quarantining;
using FfiIsolation.Supervision;
using FfiIsolation.Tests.Quarantining;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace FfiIsolation.Tests.Supervision;

/// <summary>A death is counted in several places, and what stops one of them neither stops the others nor goes by untold.</summary>
public sealed class DeathLedgerTests
{
    [Fact]
    public async Task A_quarantine_whose_clock_throws_does_not_switch_off_the_restart_budget()
    {
        var scene = new Scene(quarantineClock: new BrokenClock());
        scene.Die(times: 2);
        await scene.UntilToldAsync(SupervisionEventKind.BudgetSpent, 1);
        Assert.Equal(2, scene.Of(SupervisionEventKind.WorkerDied).Length);
        SupervisionEventArgs[] told = scene.Of(SupervisionEventKind.DeathNotCounted);
        Assert.Equal(2, told.Length);
        Assert.All(told, one => Assert.Contains("could not be counted by the quarantine: TimeZoneNotFoundException: No clock here.", one.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(scene.Suspects.Circuits, circuit => !circuit.IsClosed);
    }

    [Fact]
    public async Task A_restart_budget_whose_clock_throws_does_not_switch_off_the_quarantine()
    {
        var scene = new Scene(budgetClock: new BrokenClock());
        scene.Die(times: 2);
        await scene.UntilToldAsync(SupervisionEventKind.QuarantineBegan, 1);
        await scene.UntilToldAsync(SupervisionEventKind.DeathNotCounted, 2);
        Assert.All(scene.Of(SupervisionEventKind.DeathNotCounted), one => Assert.Contains("could not be counted by the restart budget: ", one.Message, StringComparison.Ordinal));
        Assert.Equal(QuarantineScope.Arguments, Assert.Single(scene.Suspects.Circuits, circuit => !circuit.IsClosed).Entry.Scope);
    }

    [Fact]
    public async Task A_function_is_refused_also_where_its_arguments_cannot_be_told()
    {
        var scene = new Scene(digest: _ => throw new FileNotFoundException("Could not load file or assembly 'System.IO.Hashing'."));
        scene.Die(times: 4);
        await scene.UntilToldAsync(SupervisionEventKind.QuarantineBegan, 1);
        Assert.Equal(QuarantineScope.Function, Assert.Single(scene.Suspects.Circuits, circuit => !circuit.IsClosed).Entry.Scope);
        Assert.Equal(4, scene.Of(SupervisionEventKind.DeathNotCounted).Length);
        Assert.Contains(scene.Log, entry => entry is { Id.Name: "DeathNotCounted", Level: LogLevel.Error, Thrown: FileNotFoundException });
    }

    private sealed class Scene : ILoggerFactory, ILogger
    {
        private readonly FunctionTarget _function = QuarantineScene.Function();
        private readonly DeathLedger _ledger;
        private readonly List<SupervisionEventArgs> _told = [];

        public Scene(TimeProvider? quarantineClock = null, TimeProvider? budgetClock = null, Func<PreparedCall, UInt128?>? digest = null)
        {
            var clock = new FakeTimeProvider();
            var events = new HostEvents(this, new HostTelemetry("test"), new HostHistory(clock));
            events.Supervision += (_, happened) =>
            {
                lock (_told)
                {
                    _told.Add(happened);
                }
            };
            Suspects = new Suspects(QuarantineScene.Policy, quarantineClock ?? clock, events, digest);
            _ledger = new DeathLedger(events, Suspects, new RestartGate(new RestartBudget { Restarts = 1 }, budgetClock ?? clock, events));
        }

        public Suspects Suspects { get; }

        public System.Collections.Concurrent.ConcurrentQueue<(EventId Id, LogLevel Level, Exception? Thrown)> Log { get; } = new();

        public void Die(int times)
        {
            for (int i = 0; i < times; i++)
            {
                _ledger.Record(QuarantineScene.Death(QuarantineScene.Call(_function, 1)));
            }
        }

        public SupervisionEventArgs[] Of(SupervisionEventKind kind)
        {
            lock (_told)
            {
                return [.. _told.Where(happened => happened.Kind == kind)];
            }
        }

        public Task UntilToldAsync(SupervisionEventKind kind, int count) => PoolScene.UntilAsync(() => Of(kind).Length >= count, $"{count} {kind}, and there are {Of(kind).Length}");

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Log.Enqueue((eventId, logLevel, exception));

        public void Dispose()
        {
        }
    }

    /// <summary>An application's clock that throws.</summary>
    private sealed class BrokenClock : TimeProvider
    {
        public override long GetTimestamp() => throw new TimeZoneNotFoundException("No clock here.");

        public override DateTimeOffset GetUtcNow() => throw new TimeZoneNotFoundException("No clock here.");
    }
}
