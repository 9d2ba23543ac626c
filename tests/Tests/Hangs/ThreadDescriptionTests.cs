// What the files of a thread say (proc(5)), and what becomes of it.
using FfiIsolation.Hangs;

namespace FfiIsolation.Tests.Hangs;

public sealed class ThreadDescriptionTests
{
    [Theory]
    [InlineData('R', "running", true, HangState.Spinning, "spinning")]
    [InlineData('R', "running", false, HangState.Ready, "ready to run, but no processor had time for it,")]
    [InlineData('R', "0 0x3 0x7f00 0x10 0x0 0x0 0x0 0x7ffc0000 0x7f12", true, HangState.Spinning, "busy in the system call read")]
    [InlineData('S', "34 0x0 0x0 0x0 0x0 0x0 0x0 0x7ffc0000 0x7f12", null, HangState.Sleeping, "sleeping (pause)")]
    [InlineData('S', "230 0x1 0x0 0x0 0x0 0x0 0x0 0x7ffc0000 0x7f12", null, HangState.Sleeping, "sleeping (clock_nanosleep)")]
    [InlineData('S', "202 0x5555 0x80 0x2 0x0 0x0 0x0 0x7ffc0000 0x7f12", null, HangState.WaitingForLock, "waiting for a lock (futex)")]
    [InlineData('S', "7 0x7f00 0x1 0xffffffff 0x0 0x0 0x0 0x7ffc0000 0x7f12", null, HangState.WaitingForInput, "waiting for input or output (poll)")]
    [InlineData('S', "7 0x0 0x0 0x3e8 0x0 0x0 0x0 0x7ffc0000 0x7f12", null, HangState.Sleeping, "sleeping (poll)")]
    [InlineData('S', "270 0x0 0x0 0x0 0x0 0x0 0x0 0x7ffc0000 0x7f12", null, HangState.Sleeping, "sleeping (pselect6)")]
    [InlineData('S', "61 0x10 0x0 0x0 0x0 0x0 0x0 0x7ffc0000 0x7f12", null, HangState.WaitingForProcess, "waiting for a process to end (wait4)")]
    [InlineData('S', "299 0x10 0x0 0x0 0x0 0x0 0x0 0x7ffc0000 0x7f12", null, HangState.InSystemCall, "in system call 299 (kernel function do_something)")]
    [InlineData('D', "0 0x3 0x0 0x0 0x0 0x0 0x0 0x7ffc0000 0x7f12", null, HangState.Uninterruptible, "in the kernel, where no signal reaches it (read) (kernel function do_something)")]
    [InlineData('T', "234 0x3 0x0 0x0 0x0 0x0 0x0 0x7ffc0000 0x7f12", null, HangState.Stopped, "stopped (SIGSTOP or the like)")]
    [InlineData('t', "running", null, HangState.Stopped, "stopped by a debugger or by ptrace")]
    [InlineData('S', null, null, HangState.Unknown, "in a state that could not be seen")]
    public void A_state_is_told_in_words(char state, string? syscall, bool? hasRun, HangState expected, string words)
    {
        ThreadFacts thread = ThreadFacts.Read(12, $"12 (wor) ker) {state} 1 2 3", syscall, "1500000 20 3", "do_something") with { HasRun = hasRun };
        if (syscall?.StartsWith("0 ", StringComparison.Ordinal) == true && state == 'R')
        {
            thread = thread with { SystemCall = 0 };
        }

        Assert.Equal((expected, "wor) ker", TimeSpan.FromMilliseconds(1.5)), (ThreadDescription.StateOf(thread, null), thread.Name, thread.ProcessorTime));
        Assert.Equal(words, ThreadDescription.Describe(thread, null, []));
    }

    [Fact]
    public void A_thread_that_waits_tells_where_and_one_that_runs_does_not()
    {
        ThreadFacts waiting = ThreadFacts.Read(1, "1 (x) S 1", "202 0x5555 0x80 0x2 0x0 0x0 0x6 0x7ffc0010 0x7f12", null, "0");
        Assert.Equal((0x7f12ul, 0x7ffc0010ul), waiting.Waiting);
        Assert.Equal([0x5555, 0x80, 2, 0, 0, 6], waiting.Arguments);
        Assert.Equal((null, ""), (waiting.ProcessorTime, waiting.KernelFunction));
        Assert.Equal((0x99ul, 0x88ul), ThreadFacts.Read(1, "1 (x) S 1", "-1 0x88 0x99", null, null).Waiting);
        Assert.Null(ThreadFacts.Read(1, "1 (x) R 1", "running", null, null).Waiting);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("1 (unclosed")]
    [InlineData("202 0x1 0x2")]
    [InlineData("9 a b c d e f g h")]
    public void Anything_else_is_nothing(string text)
    {
        ThreadFacts thread = ThreadFacts.Read(1, text, text, text, text);
        Assert.Equal(('?', null, null), (thread.State, thread.SystemCall, thread.Waiting));
    }

    [Fact]
    public void Where_it_is_is_the_function_that_was_called()
    {
        StackFrame inner = Frame("libc.so.6", null), mutex = Frame("libc.so.6", "pthread_mutex_lock"), own = Frame("libdemo.so", "demo"), gate = Frame("ffi-worker", null) with { IsCallGate = true };
        Assert.Equal(" in pthread_mutex_lock, called by demo", ThreadDescription.Where([inner, mutex, own, gate]));
        Assert.Equal(" in pthread_mutex_lock", ThreadDescription.Where([inner, mutex, gate]));
        Assert.Equal(" in demo", ThreadDescription.Where([own, gate]));
        Assert.Equal(" in libdemo.so", ThreadDescription.Where([Frame("libdemo.so", null), gate]));
        Assert.Equal("", ThreadDescription.Where([]));
    }

    private static StackFrame Frame(string module, string? symbol) => new() { Address = 1, Module = module, ModulePath = "/lib/" + module, Symbol = symbol };
}
