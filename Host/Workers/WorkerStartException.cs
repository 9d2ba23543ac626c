namespace FfiIsolation.Workers;

/// <summary>One start of a worker failed. Never leaves the host: retried, and in the end told by <see cref="WorkerUnavailableException"/>.</summary>
internal sealed class WorkerStartException(string message, Exception? inner = null) : Exception(message, inner);
