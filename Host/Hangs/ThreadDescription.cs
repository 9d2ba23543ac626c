// What a thread did, in words: a pure function of what was seen and of its stack.
namespace FfiIsolation.Hangs;

internal static class ThreadDescription
{
    /// <param name="callback">The callback that the thread waits for; null for none.</param>
    public static HangState StateOf(ThreadFacts thread, string? callback)
    {
        switch (thread.State)
        {
            case 'T' or 't':
                return HangState.Stopped;
            case 'D':
                return HangState.Uninterruptible;
            case 'R':
                return thread.HasRun == false ? HangState.Ready : HangState.Spinning;
            case 'S' when callback is not null:
                return HangState.WaitingForCallback;
            case 'S' when thread.SystemCall is { } number:
                return IsPause(thread) ? HangState.Sleeping : SystemCall.Of(number).State;
            default:
                return HangState.Unknown;
        }
    }

    /// <summary>One clause: <c>waiting for a lock (futex) in pthread_mutex_lock, called by deadlock</c>.</summary>
    public static string Describe(ThreadFacts thread, string? callback, IReadOnlyList<StackFrame> stack)
    {
        string? call = thread.SystemCall is { } number ? SystemCall.Of(number).Name : null;
        string within = call is null ? "" : $" ({call})";
        string kernel = thread.KernelFunction.Length > 0 ? $" (kernel function {thread.KernelFunction})" : "";
        string what = StateOf(thread, callback) switch
        {
            HangState.Spinning when call is not null => $"busy in the system call {call}",
            HangState.Spinning => "spinning",
            HangState.Ready => "ready to run, but no processor had time for it,",
            HangState.Sleeping => "sleeping" + within,
            HangState.WaitingForLock => "waiting for a lock" + within,
            HangState.WaitingForInput => "waiting for input or output" + within,
            HangState.WaitingForProcess => "waiting for a process to end" + within,
            HangState.WaitingForCallback => $"waiting for its callback {callback}, which ran in the host",
            HangState.InSystemCall => $"in {call}{kernel}",
            HangState.Stopped when thread.State == 't' => "stopped by a debugger or by ptrace",
            HangState.Stopped => "stopped (SIGSTOP or the like)",
            HangState.Uninterruptible => $"in the kernel, where no signal reaches it{within}{kernel}",
            _ => "in a state that could not be seen",
        };
        return callback is null ? what + Where(stack) : what;
    }

    /// <summary>The function that somebody called: of the C library's own frames the outermost, and who called it.</summary>
    public static string Where(IReadOnlyList<StackFrame> stack)
    {
        int at = 0;
        while (at + 1 < stack.Count && IsSystem(stack[at]) && IsSystem(stack[at + 1]))
        {
            at++;
        }

        if (stack.Count == 0 || stack[at].Symbol is null && !IsSystem(stack[at]))
        {
            return stack.Count == 0 || stack[0].Module is not { } module ? "" : $" in {module}";
        }

        bool isCalled = IsSystem(stack[at]) && at + 1 < stack.Count && !stack[at + 1].IsCallGate && stack[at + 1].Symbol is not null;
        return $" in {stack[at].Symbol ?? stack[at].Module}{(isCalled ? ", called by " + stack[at + 1].Symbol : "")}";
    }

    /// <summary>The C library, its loader and the kernel's library: what a thread of any program waits in.</summary>
    public static bool IsSystem(StackFrame frame) =>
        frame.Module is { } module && (module.StartsWith("libc.so", StringComparison.Ordinal) || module.StartsWith("ld-linux", StringComparison.Ordinal)
            || module.StartsWith("libpthread", StringComparison.Ordinal) || module == Libraries.KernelLibrary.Path);

    /// <summary>A wait for no descriptor is one for time alone.</summary>
    private static bool IsPause(ThreadFacts thread) => thread switch
    {
        { SystemCall: SystemCall.Poll or SystemCall.PollWithMask, Arguments: [_, 0, ..] } => true,
        { SystemCall: SystemCall.Select or SystemCall.SelectWithMask, Arguments: [0, ..] } => true,
        _ => false,
    };
}
