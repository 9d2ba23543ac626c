using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Demo;
using FfiIsolation.Cli.InProcess;
using FfiIsolation.Cli.Scenarios;

namespace FfiIsolation.Tests.Cli.Demo;

/// <summary>A stage without processes and without time.</summary>
internal sealed class FakeStage(FakeHost host) : IDemoStage
{
    public List<TimeSpan> Delays { get; } = [];

    public List<CallRequest> Sacrificed { get; } = [];

    public ProcessEnd End { get; set; } = new(139, ["try: calling f"]);

    /// <summary>What a library writes while the host starts.</summary>
    public string? Writes { get; set; }

    public Exception? StartError { get; set; }

    public ValueTask<ICallHost> StartAsync(Scenario scenario, Action<string> libraryWrote, CancellationToken cancellationToken)
    {
        if (StartError is { } error)
        {
            throw error;
        }

        if (Writes is { } line)
        {
            libraryWrote(line);
        }

        return new ValueTask<ICallHost>(host);
    }

    public Task<ProcessEnd> SacrificeAsync(CallRequest request, CancellationToken cancellationToken)
    {
        Sacrificed.Add(request);
        return Task.FromResult(End);
    }

    public Task DelayAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        Delays.Add(duration);
        return Task.CompletedTask;
    }
}
