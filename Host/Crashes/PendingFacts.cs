using FfiIsolation.Processes;
using FfiIsolation.Supervision;

namespace FfiIsolation.Crashes;

/// <summary>The facts of a death that the worker's guard has told and the kernel has not yet. Whoever needs them first waits for the kernel's word.</summary>
/// <param name="exited">The end of the process.</param>
/// <param name="join">All facts, from how it ended.</param>
internal sealed class PendingFacts(Task<ProcessExit> exited, Func<ProcessExit, DeathFacts> join)
{
    /// <summary>Longer than a process lives that has told its death: after it, the kernel does not let go of it.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _known = new();
    private DeathFacts? _joined;

    /// <summary>Completes when all is known that will be; continues on the thread that found it out.</summary>
    public Task Known => _known.Task;

    public void Announce() => _known.TrySetResult();

    /// <summary>All that is known of the death. Blocks until the process is reaped.</summary>
    public DeathFacts Join()
    {
        exited.WaitStubbornly(s_longest);
        lock (_lock)
        {
            return _joined ??= join(exited.IsCompletedSuccessfully ? exited.Result : default);
        }
    }
}
