namespace FfiIsolation.Resilience.Chaos;

/// <summary>One thing that goes wrong, by chance that a seed decides, and what has to hold all the same.</summary>
/// <param name="Name">As it is asked for, and as the table has it.</param>
/// <param name="RunAsync">Throws <see cref="Calls.BrokenPromiseException"/> where something did not hold, <see cref="UnavailableExperimentException"/> where it cannot be done here.</param>
internal sealed record Experiment(string Name, Func<Scene, Task> RunAsync);
