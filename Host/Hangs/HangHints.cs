// What probably holds a call up, in plain English. Pure functions of what was seen.
namespace FfiIsolation.Hangs;

internal static class HangHints
{
    public static IEnumerable<string> Of(HangReport report, ThreadFacts thread, HangCapture capture)
    {
        if (report.State == HangState.WaitingForLock)
        {
            foreach (string hint in OfLock(report, thread, capture))
            {
                yield return hint;
            }
        }

        if (report.State == HangState.Stopped && thread.State == 'T')
        {
            yield return "Every thread of the process is stopped: something sent it SIGSTOP or a signal of terminals, perhaps the library itself. Nothing in it runs before SIGCONT.";
        }

        if (report.State == HangState.Uninterruptible)
        {
            yield return "The kernel waits for something that does not come: storage or a network file system, mostly, or a child made by vfork.";
        }

        if (report.Stack.Any(frame => frame.Symbol is "dlopen" or "_dl_open" or "call_init"))
        {
            yield return "It hangs while a library is loaded: a constructor or another initialiser of it does not return.";
        }
    }

    private static IEnumerable<string> OfLock(HangReport report, ThreadFacts thread, HangCapture capture)
    {
        if (IsMutex(report.Stack) && thread.LockOwner is { } owner && owner == thread.Id)
        {
            yield return "It waits for a mutex that it holds itself: the mutex was locked twice on one thread, and is not a recursive one.";
        }
        else if (IsMutex(report.Stack) && thread.LockOwner is { } other and > 0)
        {
            yield return Find(report, other) is { } holder ? $"It waits for a mutex that thread {other} \"{holder.Name}\" holds, which was {holder.Description}."
                : capture.Others.Any(facts => facts.Id == other) ? $"It waits for a mutex that thread {other} of the worker holds."
                : $"It waits for a mutex that thread {other} held when it ended: a thread must unlock before it ends.";
            foreach (string hint in OfCircle(report, thread, capture, other))
            {
                yield return hint;
            }
        }

        if (report.OtherThreads.Count > 0 && report.OtherThreads.All(one => one.State is HangState.WaitingForLock))
        {
            yield return $"The library has {Count(report.OtherThreads.Count)} besides, {(report.OtherThreads.Count == 1 ? "waiting for a lock too" : "all waiting for locks")}: nobody is left to let one go.";
        }
    }

    private static IEnumerable<string> OfCircle(HangReport report, ThreadFacts thread, HangCapture capture, int other)
    {
        if (capture.Others.FirstOrDefault(facts => facts.Id == other) is { LockOwner: { } back } && back == thread.Id
            && Find(report, other) is { State: HangState.WaitingForLock } holder && IsMutex(holder.Stack))
        {
            yield return $"Thread {other} waits for a mutex that this one holds: they took the same two in different order (deadlock).";
        }
    }

    private static NativeThread? Find(HangReport report, int id) => report.OtherThreads.FirstOrDefault(thread => thread.Id == id);

    /// <summary>Only of a mutex the owner lies where it was read.</summary>
    private static bool IsMutex(IReadOnlyList<StackFrame> stack) =>
        stack.TakeWhile(ThreadDescription.IsSystem).Any(frame => frame.Symbol?.Contains("mutex", StringComparison.Ordinal) == true
            && !frame.Symbol.Contains("cond", StringComparison.Ordinal));

    private static string Count(int threads) => threads == 1 ? "one thread" : $"{threads} threads";
}
