namespace FfiIsolation.Crashes.Hints;

/// <summary>Limits, and the signals that nobody can catch.</summary>
internal static class LimitHints
{
    public static IEnumerable<string> Of(HintScene scene)
    {
        var facts = scene.Evidence.Facts;
        switch (scene.Cause)
        {
            case CrashCause.Killed when !scene.Evidence.WasKilledByHost:
                yield return "SIGKILL leaves no trace of its sender, and this host did not send it: the kernel's out-of-memory killer, an administrator, or the library itself.";
                break;
            case CrashCause.OutOfMemory:
                yield return facts.MemoryLimitBytes is { } limit
                    ? $"The worker had reached its memory limit of {limit >> 20} MB."
                    : "The kernel's out-of-memory killer ended it.";
                break;
            case CrashCause.CpuLimit:
                yield return "The worker's CPU time limit was used up.";
                break;
            case CrashCause.FileSizeLimit:
                yield return "The library wrote a file beyond the size that the confinement allows.";
                break;
            case CrashCause.BlockedSystemCall:
                yield return scene.Record is { } record
                    ? $"System call number {record.Registers[0]} is not allowed in the worker (`ausyscall {record.Registers[0]}` names it)."
                    : "A system call was made that is not allowed in the worker.";
                break;
        }
    }
}
