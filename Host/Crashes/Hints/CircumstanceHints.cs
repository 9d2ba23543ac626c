using FfiIsolation.SharedMemory;

namespace FfiIsolation.Crashes.Hints;

/// <summary>Where and when, as far as it changes what to look for.</summary>
internal static class CircumstanceHints
{
    public static IEnumerable<string> Of(HintScene scene)
    {
        var (evidence, record, facts) = (scene.Evidence, scene.Record, scene.Evidence.Facts);
        switch (evidence.Blame)
        {
            case CrashBlame.LibraryThread:
                yield return $"It happened on thread {record?.Thread}{Quoted(record?.ThreadName)}, which native code made, while the call waited or ran beside it.";
                break;
            case CrashBlame.AfterReturn:
                yield return $"No call was in native code on the thread of calls. Suspect what earlier calls left running; the last were: {string.Join(", ", facts.LastCalls.TakeLast(5))}.";
                break;
        }
        if (evidence.BlamedCall is not null && record?.Stage == RecorderStage.Callback)
            yield return "The function had called back; the fault came before the callback was over.";
        if (record is { NestedSignal: not 0 } && scene.Cause == CrashCause.ExecuteNonExecutable)
            yield return $"A second fault ({Signals.Name(record.NestedSignal)}) stopped the recording: there is no code where the processor was sent, from which a trace could begin, and this one may be incomplete.";
        else if (record is { NestedSignal: not 0 })
            yield return $"A second fault ({Signals.Name(record.NestedSignal)}) stopped the recording: the stack is damaged, or code on it has no true unwind tables (hand-written assembler), and the trace may be wrong.";
        if (evidence.IsRecordDoubted)
            yield return "The worker left a crash record that contradicts the way it ended; it was not used.";
        if (evidence is { Signal: { } signal, Record: null } && IsGuarded(signal) && !evidence.IsRecordDoubted)
            yield return "The crash guard could not record this: the library replaced or blocked its signal handlers, or wrote over its memory, or a thread without a spare stack overflowed.";
        if (evidence.IsRecorderOverwritten)
            yield return "The flight recorder holds what no call wrote there: memory of the worker itself was written over.";
        if (evidence.WasKilledByHost && facts.KillReason is KillReason.Timeout or KillReason.Cancelled && facts.Call is not null && evidence.Recorder.Stage == RecorderStage.Received)
            yield return "The function had not been entered when its worker was killed.";
    }

    /// <summary>The guard has a handler for it.</summary>
    private static bool IsGuarded(int signal) => signal is Signals.Segmentation or Signals.Bus or Signals.FloatingPoint or Signals.Illegal
        or Signals.Abort or Signals.Trap or Signals.BadSystemCall;

    private static string Quoted(string? name) => string.IsNullOrEmpty(name) ? "" : $" \"{name}\"";
}
