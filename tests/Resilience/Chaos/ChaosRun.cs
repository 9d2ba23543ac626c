using System.Diagnostics;
using FfiIsolation.Resilience.Calls;

namespace FfiIsolation.Resilience.Chaos;

/// <summary>Experiments in an order that the seed decides, every one of them before any comes again, until the time is over.</summary>
internal sealed class ChaosRun
{
    private readonly ChaosOptions _options;
    private readonly Experiment[] _experiments;

    public ChaosRun(ChaosOptions options)
    {
        _options = options;
        _experiments = [.. Catalogue.Where(experiment => options.Only.Count == 0 || options.Only.Any(name => Fits(experiment.Name, name)))];
        Tallies = [.. _experiments.Select(experiment => new Tally(experiment.Name))];
    }

    public static IReadOnlyList<Experiment> Catalogue { get; } = [.. WorkerKills.All, .. CallKills.All, .. StepKills.All, .. BadCalls.All, .. StartFailures.All, .. ClockJumps.All];

    public IReadOnlyList<Tally> Tallies { get; }

    public static bool Fits(string experiment, string name) =>
        name.EndsWith('*') ? experiment.StartsWith(name[..^1], StringComparison.Ordinal) : experiment == name;

    /// <exception cref="BrokenPromiseException">Something did not hold; says how to repeat it.</exception>
    public async Task RunAsync(Action<string> begun)
    {
        long start = Stopwatch.GetTimestamp();
        var order = new Random(_options.Seed);
        int[] next = [.. Enumerable.Range(0, _experiments.Length)];
        for (int round = 0; ; round++)
        {
            order.Shuffle(next);
            foreach (int index in next)
            {
                if (Stopwatch.GetElapsedTime(start) >= _options.Time)
                {
                    return;
                }

                begun(_experiments[index].Name);
                await RunAsync(_experiments[index], Tallies[index], round);
            }
        }
    }

    private async Task RunAsync(Experiment experiment, Tally tally, int round)
    {
        // By its own name and round, so that an experiment makes the same choices when it is repeated alone.
        var random = new Random(Seeds.Of(_options.Seed, experiment.Name, round));
        LaneChoice lane = _options.Lanes[random.Next(_options.Lanes.Count)];
        long start = Stopwatch.GetTimestamp();
        try
        {
            Scene scene = await Scene.OpenAsync(lane, random);
            await scene.PlayAsync(experiment.RunAsync);
            tally.Add(scene, Stopwatch.GetElapsedTime(start));
        }
        catch (UnavailableExperimentException e)
        {
            tally.Unavailable = e.Message;
        }
        catch (Exception e)
        {
            throw new BrokenPromiseException(
                $"{experiment.Name}, round {round}, {lane}. To repeat it: chaos --seed {_options.Seed} --only {experiment.Name}\n{(e is BrokenPromiseException or TimeoutException ? e.Message : e)}", e);
        }
    }
}
