using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Demo;
using FfiIsolation.Cli.InProcess;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Cli.Scenarios;

namespace FfiIsolation.Cli.Host;

/// <summary>Real hosts, real processes, real time. The library named <c>faults</c> is the one that comes with this program.</summary>
internal sealed class DemoStage : IDemoStage
{
    private readonly Func<NativeHostOptions, CancellationToken, ValueTask<ICallHost>> _startHost;

    public DemoStage(Func<NativeHostOptions, CancellationToken, ValueTask<ICallHost>> startHost) => _startHost = startHost;

    public async ValueTask<ICallHost> StartAsync(Scenario scenario, CancellationToken cancellationToken) =>
        new FaultsByName(await _startHost(OptionsFor(scenario), cancellationToken).ConfigureAwait(false));

    public Task<ProcessEnd> SacrificeAsync(CallRequest request, CancellationToken cancellationToken) => SacrificialProcess.RunAsync(request, cancellationToken);

    public Task DelayAsync(TimeSpan duration, CancellationToken cancellationToken) => Task.Delay(duration, cancellationToken);

    // A scenario that sets no budget is not about it, and may crash as often as it likes.
    internal static NativeHostOptions OptionsFor(Scenario scenario) => new() { RestartBudget = scenario.Budget ?? RestartBudget.Unlimited };
}
