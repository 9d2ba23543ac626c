namespace FfiIsolation;

/// <summary>Something that native code tried and that the worker's <see cref="Confinement"/> refuses. It got an error (<c>EPERM</c> or <c>EACCES</c>) and went on. Immutable.</summary>
public sealed record RefusedAction
{
    internal RefusedAction(int workerProcessId, int threadId, string systemCall, string action, string preset)
    {
        WorkerProcessId = workerProcessId;
        ThreadId = threadId;
        SystemCall = systemCall;
        Action = action;
        Preset = preset;
    }

    /// <summary>The worker.</summary>
    public int WorkerProcessId { get; }

    /// <summary>Which thread tried, by its number in the kernel: one of the worker's, or of a process that it started.</summary>
    public int ThreadId { get; }

    /// <summary>The system call, as <c>socket</c>.</summary>
    public string SystemCall { get; }

    /// <summary>What it would have done, as <c>open a socket (AF_INET, SOCK_STREAM)</c>.</summary>
    public string Action { get; }

    /// <summary>The name of the preset, as <c>Confined</c>.</summary>
    public string Preset { get; }

    /// <summary>A sentence.</summary>
    public override string ToString() => $"The library tried to {Action}, which the preset {Preset} refuses ({SystemCall}).";
}
