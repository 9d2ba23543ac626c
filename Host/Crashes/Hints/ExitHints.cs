namespace FfiIsolation.Crashes.Hints;

/// <summary>Libraries that end the process.</summary>
internal static class ExitHints
{
    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene.Record is null && scene.Evidence.Facts.OtherName is { } other)
            yield return $"The process was called \"{other}\" at its end: native code had replaced it by another program (exec), whose end this was, or had renamed its thread (prctl).";
        if (scene.Evidence.Facts.KillReason is not null)
            yield break;
        if (scene.Cause is CrashCause.Exit or CrashCause.QuickExit)
        {
            if (scene.Evidence.Facts.OtherName is not null && scene.Record is null)
                yield break;
            if (scene.Record is null && scene.Evidence.BlamedCall?.Function is "_exit" or "_Exit" or "quick_exit")
                yield return "The called function is one that ends the process: in-process that would have been yours.";
            else if (scene.Record is null)
                yield return "The process ended without calling exit() or _exit() of libc: by the system call itself.";
            else if (scene.Evidence.Blame != CrashBlame.None)
            {
                var name = scene.Cause == CrashCause.Exit ? "exit" : "_exit";
                yield return $"Native code called {name}({scene.Evidence.ExitCode}), which ends the process that it runs in: in-process that would have been yours.";
            }
            if (scene.Evidence.ExitCode is { } code and > 128 and <= 192)
                yield return $"This is a real exit status of {code}, not a {Signals.Name(code - 128)}, although a shell would show both alike.";
        }
        if (scene.Cause == CrashCause.TerminatedBySignal && scene.Evidence.Signal is { } signal)
        {
            var name = Signals.Name(signal);
            if (scene.Record is { SenderPid: > 0 } record)
            {
                yield return record.SenderPid == scene.Evidence.Facts.ProcessId
                    ? $"{name} was not a fault: the process sent it to itself, by raise() or kill()."
                    : $"{name} was not a fault: process {record.SenderPid} sent it.";
            }
            else if (Signals.IsOfTimer(signal))
                yield return $"{name} is what a timer sends (alarm, setitimer) that this call or an earlier one set{Earlier(scene)}.";
            else
                yield return $"{name} was sent by somebody: the library itself (raise, kill, alarm) or another process.";
        }
    }

    private static string Earlier(HintScene scene) =>
        scene.Evidence.Facts.LastCalls is { Count: > 0 } last ? $"; the calls before were: {string.Join(", ", last.TakeLast(5))}" : "";
}
