using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Demo;
using FfiIsolation.Cli.InProcess;
using FfiIsolation.Cli.Scenarios;

namespace FfiIsolation.Cli.Host;

/// <summary>Real hosts, real processes, real time. The library named <c>faults</c> is the one that comes with this program.</summary>
internal sealed class DemoStage : IDemoStage
{
    private readonly HostStarter _startHost;

    public DemoStage(HostStarter startHost) => _startHost = startHost;

    public async ValueTask<ICallHost> StartAsync(Scenario scenario, Action<string> libraryWrote, CancellationToken cancellationToken) =>
        new FaultsByName(await _startHost(OptionsFor(scenario), libraryWrote, cancellationToken).ConfigureAwait(false));

    public Task<ProcessEnd> SacrificeAsync(CallRequest request, CancellationToken cancellationToken) => SacrificialProcess.RunAsync(request, cancellationToken);

    public Task DelayAsync(TimeSpan duration, CancellationToken cancellationToken) => Task.Delay(duration, cancellationToken);

    // A scenario that sets no budget or quarantine is not about it, and may crash as often as it likes.
    internal static NativeHostOptions OptionsFor(Scenario scenario)
    {
        var options = new NativeHostOptions { RestartBudget = scenario.Budget ?? RestartBudget.Unlimited, Quarantine = scenario.Quarantine ?? QuarantinePolicy.Off, BufferGuarding = BufferGuarding.Strict };
        return scenario.Spares is { } spares ? options with { Spares = spares } : options;
    }
}
