using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.InProcess;
using FfiIsolation.Cli.Scenarios;

namespace FfiIsolation.Cli.Demo;

/// <summary>What a scenario needs from the outside: hosts, and processes to sacrifice.</summary>
internal interface IDemoStage
{
    /// <summary>Starts a host for one scenario.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="libraryWrote">Gets each line that a library writes in a worker; called from any thread.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<ICallHost> StartAsync(Scenario scenario, Action<string> libraryWrote, CancellationToken cancellationToken);

    /// <summary>Makes a call by plain P/Invoke in a process of its own, and says how that process ended.</summary>
    Task<ProcessEnd> SacrificeAsync(CallRequest request, CancellationToken cancellationToken);

    Task DelayAsync(TimeSpan duration, CancellationToken cancellationToken);
}
