using FfiIsolation.Hangs;
using FfiIsolation.Heaps;
using FfiIsolation.Libraries;

namespace FfiIsolation.Crashes;

/// <summary>All that the host knows when a worker has died (or is dying: the guard tells before the kernel does). Everything else in a report is
/// derived from this by pure functions. Immutable; lists and memory must not change after they were given.</summary>
internal sealed record DeathFacts
{
    public required int ProcessId { get; init; }

    /// <summary>The worker's number in the order of starts.</summary>
    public required long Generation { get; init; }

    /// <summary>When the host noticed.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>From spawn to the notice.</summary>
    public TimeSpan Uptime { get; init; }

    /// <summary>Calls sent to this worker, the one in flight included.</summary>
    public long CallCount { get; init; }

    /// <summary>The worker's executable, to tell its frames from the library's.</summary>
    public string WorkerPath { get; init; } = "";

    /// <summary>The call in flight, null where there was none.</summary>
    public CrashedCall? Call { get; init; }

    /// <summary>Where that call's function starts in the worker; 0 where there was none.</summary>
    public ulong CallTarget { get; init; }

    /// <summary>That call's number, as the recorder would have it; 0 where there was none.</summary>
    public ulong CallSequence { get; init; }

    /// <summary>Functions whose calls completed on this worker, newest last.</summary>
    public IReadOnlyList<string> LastCalls { get; init; } = [];

    /// <summary>The rented buffers that were out.</summary>
    public IReadOnlyList<RentedBlock> Rented { get; init; } = [];

    /// <summary>The storage that earlier calls had, by the last of them, where it is closed after calls.</summary>
    public IReadOnlyList<LentBlock> Lent { get; init; } = [];

    /// <summary>What the worker's guarded heap needs to be understood; null where it has none.</summary>
    public HeapCalls? HeapCalls { get; init; }

    /// <summary>The raw status of wait4; null where the process has not been reaped yet.</summary>
    public int? WaitStatus { get; init; }

    /// <summary>What the kernel called the process at its end, where that is not what a worker calls itself: the name of another program that it had
    /// become, or of a thread that native code had renamed.</summary>
    public string? OtherName { get; init; }

    /// <summary>ru_maxrss in bytes, null where not reaped yet.</summary>
    public long? MaxResidentBytes { get; init; }

    /// <summary>User and system time, null where not reaped yet.</summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>The memory limit that the worker ran under, null for none.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>True where the kernel counted an out-of-memory kill while this worker died.</summary>
    public bool KernelKilledForMemory { get; init; }

    /// <summary>The segment from its start as far as the crash record reaches; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Segment { get; init; }

    /// <summary>The tail of standard error, bounded by whoever collects it.</summary>
    public string StandardError { get; init; } = "";

    /// <summary>What the worker's confinement refused to it.</summary>
    public IReadOnlyList<RefusedAction> RefusedActions { get; init; } = [];

    /// <summary>Set where this host killed the worker.</summary>
    public KillReason? KillReason { get; init; }

    /// <summary>What was seen of the call thread before this host killed the worker; null where nobody looked.</summary>
    public HangCapture? Hang { get; init; }

    /// <summary>The host's, by which the files of the report have their time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where function names come from; replaced in tests.</summary>
    public Func<string, ElfFile?> Symbols { get; init; } = ElfFile.TryOpen;
}
