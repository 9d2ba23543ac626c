namespace FfiIsolation.Resilience.Chaos;

/// <summary>This machine does not let an experiment be done: a right or a program is missing.</summary>
internal sealed class UnavailableExperimentException(string message) : Exception(message);
