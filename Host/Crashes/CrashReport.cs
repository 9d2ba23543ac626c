using FfiIsolation.Crashes;

namespace FfiIsolation;

/// <summary>
/// The facts of one worker's death. Immutable and safe for use from many threads. Making one is cheap; the stack's symbols and the hints are
/// worked out when they are first asked for, which reads the libraries' files and can take some milliseconds.
/// </summary>
public sealed class CrashReport
{
    private DeathFacts _facts; // replaced once by the same without the segment
    private readonly Lazy<CrashVerdict> _verdict;
    private readonly Lazy<IReadOnlyList<KeyValuePair<string, ulong>>> _registers;

    internal CrashReport(DeathFacts facts)
    {
        _facts = facts;
        _verdict = new Lazy<CrashVerdict>(() =>
        {
            var verdict = new CrashVerdict(_facts);
            _facts = verdict.Evidence.Facts;
            return verdict;
        });
        _registers = new Lazy<IReadOnlyList<KeyValuePair<string, ulong>>>(() => Evidence.Record is { Kind: CrashRecordKind.Signal } record
            ? CrashRecord.RegisterNames.Zip(record.Registers, KeyValuePair.Create).ToList()
            : Hang?.Registers ?? []);
    }

    /// <summary>Why the worker died.</summary>
    public CrashCause Cause => _verdict.Value.Cause;

    /// <summary>The death on one line: <c>strlen crashed: SIGSEGV (SEGV_MAPERR) reading address 0x0</c>.</summary>
    public string Summary => _verdict.Value.Summary;

    /// <summary>The call in flight, whether or not it is to blame; null where there was none.</summary>
    public CrashedCall? Call => _facts.Call;

    /// <summary>What the death is put down to.</summary>
    public CrashBlame Blame => Evidence.Blame;

    /// <summary>The signal's name, such as <c>SIGSEGV</c>; null where the process exited.</summary>
    public string? SignalName => Evidence.Signal is { } signal ? Signals.Name(signal) : null;

    /// <summary>The signal's number; null where the process exited.</summary>
    public int? SignalNumber => Evidence.Signal;

    /// <summary>The name of si_code, such as <c>SEGV_MAPERR</c>; null where the crash guard did not see the signal.</summary>
    public string? SignalCode => Evidence is { Signal: { } signal, Code: { } code } ? Signals.CodeName(signal, code) : null;

    /// <summary>The address that could not be accessed; null where the processor gave none.</summary>
    public ulong? FaultAddress => Evidence.FaultAddress;

    /// <summary>What was done at <see cref="FaultAddress"/>.</summary>
    public FaultAccess Access => Evidence.Access;

    /// <summary>The exit status, for a process that exited; null for one that a signal ended.</summary>
    public int? ExitCode => Evidence.ExitCode;

    /// <summary>Why the host ended the worker itself; null where it did not, or where the worker died before it could.</summary>
    public KillReason? KillReason => Evidence.WasKilledByHost ? _facts.KillReason : null;

    /// <summary>What the call did that did not return, as it was seen before the host killed the worker (<see cref="FfiIsolation.KillReason.Timeout"/>,
    /// <see cref="FfiIsolation.KillReason.Cancelled"/>); null otherwise.</summary>
    public HangReport? Hang => _verdict.Value.Hang;

    /// <summary>The general registers, rip and eflags at the fault or of a call that did not return, in that order; empty where they are not known.</summary>
    public IReadOnlyList<KeyValuePair<string, ulong>> Registers => _registers.Value;

    /// <summary>The native stack, of what crashed or did not return, innermost frame first; empty where it is not known.</summary>
    public IReadOnlyList<StackFrame> Stack => _verdict.Value.Stack.Frames;

    /// <summary>True where <see cref="Stack"/> reaches back to the call (or to the start of its thread). At most 128 frames are kept.</summary>
    public bool StackIsComplete => _verdict.Value.Stack.IsComplete;

    /// <summary>The thread that died or did not return, by the kernel's number; null where it is not known.</summary>
    public int? ThreadId => Evidence.Record is { Thread: > 0 } record ? record.Thread : Hang?.ThreadId;

    /// <summary>That thread's name; null where it is not known.</summary>
    public string? ThreadName => Evidence.Record is { ThreadName.Length: > 0 } record ? SafeText.Line(record.ThreadName) : Hang?.ThreadName;

    /// <summary>True if it was the thread that makes the calls, false for a thread that native code made; null where it is not known.</summary>
    public bool? IsCallThread => Evidence.IsCallThread ?? (Hang is null ? null : true);

    /// <summary>What glibc said before it aborted; null if nothing.</summary>
    public string? AbortMessage => Evidence.Record is { AbortMessage.Length: > 0 } record ? SafeText.Line(record.AbortMessage) : null;

    /// <summary>The end of what the worker wrote on standard error, without control characters; may hold lines of earlier calls. Empty if nothing.</summary>
    public string LastWords => SafeText.Clean(_facts.StandardError).TrimEnd();

    /// <summary>A second signal that came while the first was recorded; null if none did.</summary>
    public string? NestedSignal => Evidence.Record is { NestedSignal: not 0 } record ? Signals.Name(record.NestedSignal) : null;

    /// <summary>What probably went wrong, in plain English, most telling first; may be empty.</summary>
    public IReadOnlyList<string> Hints => _verdict.Value.Hints;

    /// <summary>The worker's process id.</summary>
    public int ProcessId => _facts.ProcessId;

    /// <summary>The worker's number in the order of starts.</summary>
    public long Generation => _facts.Generation;

    /// <summary>How long the worker had lived.</summary>
    public TimeSpan Uptime => _facts.Uptime;

    /// <summary>Calls that the worker had been given, the last one included.</summary>
    public long CallCount => _facts.CallCount;

    /// <summary>Functions that completed on this worker, newest last.</summary>
    public IReadOnlyList<string> LastCalls => _facts.LastCalls;

    /// <summary>The most memory the worker had resident, in bytes; null where it is not known.</summary>
    public long? MaxResidentBytes => _facts.MaxResidentBytes;

    /// <summary>The CPU time the worker had used; null where it is not known.</summary>
    public TimeSpan? CpuTime => _facts.CpuTime;

    /// <summary>What the worker's confinement refused to it in its life, the first 16 different actions, oldest first; may be empty.</summary>
    public IReadOnlyList<RefusedAction> RefusedActions => _facts.RefusedActions;

    /// <summary>When the host noticed.</summary>
    public DateTimeOffset Time => _facts.Time;

    internal CrashEvidence Evidence => _verdict.Value.Evidence;

    /// <summary>The report for a person: some 40 lines of up to 100 columns.</summary>
    public override string ToString() => CrashReportText.Write(this);

    /// <summary>The report for a program: one JSON object, names in camelCase, addresses as <c>"0x…"</c>, enumerations by name, times in milliseconds.</summary>
    public string ToJson() => CrashReportJson.Write(this);
}
