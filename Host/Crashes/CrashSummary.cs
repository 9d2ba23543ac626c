// The one line that becomes the exception's message.
using FfiIsolation.Heaps;

namespace FfiIsolation.Crashes;

internal static class CrashSummary
{
    public static string Describe(CrashEvidence evidence, CrashCause cause)
    {
        var facts = evidence.Facts;
        if (evidence.WasKilledByHost)
            return ByHost(facts);
        var subject = Subject(evidence);
        var how = How(evidence, cause);
        return evidence.Blame switch
        {
            CrashBlame.LibraryThread => $"{subject} {how}, on a thread that the library made",
            CrashBlame.AfterReturn => $"the worker {how}, after {facts.LastCalls[^1]} had returned",
            CrashBlame.None when facts.Call is { } call => $"the worker {how}, not by the doing of {call.Function}, which was waiting",
            CrashBlame.None => $"the worker {how}, outside any call",
            _ => $"{subject} {how}",
        };
    }

    /// <summary>What was done at an address: <c>reading address 0x0</c>. Empty where there is no address.</summary>
    public static string AtAddress(CrashEvidence evidence) => evidence.FaultAddress is not { } address ? "" : evidence.Access switch
    {
        FaultAccess.Read => "reading address " + Hex.Short(address),
        FaultAccess.Write => "writing address " + Hex.Short(address),
        FaultAccess.Execute => "executing address " + Hex.Short(address),
        _ => "at address " + Hex.Short(address),
    };

    private static string Subject(CrashEvidence evidence) => evidence.BlamedCall is { } call ? call.Function + call.Which : "the worker";

    private static string ByHost(DeathFacts facts)
    {
        var subject = facts.Call is { } call ? call.Function + call.Which : "the worker";
        return facts.KillReason switch
        {
            KillReason.Timeout => $"{subject} did not return in time; its worker was killed",
            KillReason.Cancelled => $"{subject} was cancelled and did not return; its worker was killed",
            KillReason.StartFailed => "the worker did not become ready and was killed",
            KillReason.ThreadExited => $"{subject} ended its thread (pthread_exit); its worker was killed",
            KillReason.PipeClosed when facts.Call is not null => $"the worker's pipe was closed while {subject} ran; the worker was killed",
            KillReason.PipeClosed => $"the worker's pipe was closed{(facts.LastCalls is [.., var last] ? $" after {last} had returned" : "")}; the worker was killed",
            KillReason.Stopped => "the worker was stopped from outside (SIGSTOP) while no call ran in it, and was killed",
            KillReason.ProtocolViolation => "the worker sent what no honest worker sends and was killed",
            KillReason.Disposed when facts.Call is not null => $"{subject} was still running when its owner was disposed; its worker was killed",
            _ => "the worker was ended by its host",
        };
    }

    private static string How(CrashEvidence evidence, CrashCause cause)
    {
        var signal = evidence.Signal is { } number ? Signals.Name(number) : "";
        var code = evidence is { Signal: { } n, Code: { } c } ? $"{signal} ({Signals.CodeName(n, c)})" : signal;
        var at = AtAddress(evidence);
        var message = SafeText.Limit(LastWord(evidence), 160);
        if (evidence.Heap is { IsOfFault: false } heap)
            return $"aborted: {HeapWords.InShort(heap.Kind)}";
        switch (cause)
        {
            case CrashCause.Exit:
                return $"ended the process: exit({evidence.ExitCode})";
            case CrashCause.QuickExit when evidence is { Record: null, Facts.OtherName: { } other }:
                return $"ended the process with status {evidence.ExitCode}, by then called \"{other}\"";
            case CrashCause.QuickExit:
                return $"ended the process: _exit({evidence.ExitCode})";
            case CrashCause.StackOverflow:
                return $"overflowed its stack: {code} {at}";
            case CrashCause.ArithmeticError or CrashCause.IllegalInstruction or CrashCause.Trap:
                return $"crashed: {code} at {Hex.Short(evidence.Record?.InstructionPointer ?? 0)}";
            case CrashCause.Abort or CrashCause.AssertionFailed or CrashCause.HeapCorruption or CrashCause.StackSmashing
                or CrashCause.BufferOverflowCheck or CrashCause.CppTerminate:
                return message.Length > 0 ? $"aborted: {message}" : $"aborted: {signal}";
            case CrashCause.OutOfMemory:
                return $"ran out of memory: {signal}";
            case CrashCause.CpuLimit:
                return $"used up its CPU time: {signal}";
            case CrashCause.FileSizeLimit:
                return $"wrote a larger file than it may: {signal}";
            case CrashCause.BlockedSystemCall:
                return $"made a system call that the sandbox forbids: {signal}";
            case CrashCause.Killed or CrashCause.TerminatedBySignal:
                return $"was ended by {signal}";
            case CrashCause.Unknown when signal.Length == 0:
                return "died";
        }
        return at.Length > 0 ? $"crashed: {code} {at}" : $"crashed: {code}";
    }

    /// <summary>What was said before abort(): glibc's message, else a telling line of standard error.</summary>
    public static string LastWord(CrashEvidence evidence) =>
        evidence.Record is { AbortMessage.Length: > 0 } record
            ? SafeText.Line(record.AbortMessage)
            : AbortMessages.FromStandardError(evidence.Facts.StandardError);
}
