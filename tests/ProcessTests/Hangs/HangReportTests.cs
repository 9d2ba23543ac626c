using System.Globalization;
using System.Text.Json;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Hangs;

/// <summary>What is told of a call that did not return: where its thread was. What each function does stands in native/faults/hangs.c.</summary>
public sealed class HangReportTests
{
    [Theory(Timeout = Patience.Deadline)]
    [InlineData("spin()", HangState.Spinning, "spinning in spin", "spin")]
    [InlineData("spin_with_signals_blocked()", HangState.Spinning, "spinning in spin", "spin > spin_with_signals_blocked")]
    [InlineData("spin_in_handler()", HangState.Spinning, "spinning in spin", "spin > spin_here > raise > spin_in_handler")]
    [InlineData("spin_on_clock()", HangState.Spinning, "spin_on_clock", "spin_on_clock")]
    [InlineData("sleep_forever()", HangState.Sleeping, "sleeping (pause) in pause, called by sleep_forever", "pause > sleep_forever")]
    [InlineData("deadlock()", HangState.WaitingForLock, "waiting for a lock (futex) in pthread_mutex_lock, called by deadlock", "pthread_mutex_lock > deadlock")]
    [InlineData("stop_self()", HangState.Stopped, "stopped (SIGSTOP or the like) in kill, called by stop_self", "kill > stop_self")]
    [InlineData("wait_for_event(-1)", HangState.WaitingForInput, "waiting for input or output (epoll_wait) in epoll_wait, called by wait_for_event", "epoll_wait > wait_for_event")]
    [InlineData("wait_for_vfork()", HangState.Uninterruptible, "in the kernel, where no signal reaches it", "syscall > wait_for_vfork")]
    [InlineData("flood_stdout_for_ever()", null, "", "flood_stdout_for_ever")]
    [InlineData("fault_for_ever()", null, "", "fault_for_ever")]
    public async Task A_call_that_does_not_return_shows_its_stack_and_what_it_did(string call, HangState? state, string words, string functions)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        CallTimeoutException late = await LateAsync(recorded.Host, call);
        HangReport hang = late.Report.Hang!;
        Assert.Equal(state ?? hang.State, hang.State);
        Assert.True(late.Message.Contains(words, StringComparison.Ordinal), late.ToString());
        ContainsInOrder(functions.Split(" > "), late.Stack);
        Assert.True(late.Stack[^1].IsCallGate, late.ToString());
        Assert.True(late.Report.StackIsComplete);
        Assert.Equal((late.Report.ProcessId, true), (late.Report.ThreadId!.Value, late.Report.IsCallThread!.Value));
        if (state == HangState.Spinning)
        {
            Assert.InRange(hang.CpuTime!.Value, TimeSpan.FromMilliseconds(1), Patience.Unexpected);
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_thread_that_cannot_be_stopped_and_waits_is_read_from_its_memory()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        CallTimeoutException late = await LateAsync(recorded.Host, "wait_for_vfork()");
        Assert.Contains("did not stop", late.Report.Hang!.StackRemark, StringComparison.Ordinal);
        Assert.Empty(late.Report.Registers);
        await ProcessTable.AreGoneAsync(late.Report.ProcessId);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_thread_that_cannot_be_stopped_and_runs_has_no_stack_and_the_report_says_why()
    {
        // Confined, it may not have itself traced.
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Confinement = Confinement.Open });
        CallTimeoutException late = await Eventually.InTimeAsync(300, async time =>
        {
            CallTimeoutException late = await Assert.ThrowsAsync<CallTimeoutException>(() => FaultCall.Read("spin_traced()").InvokeAsync(recorded.Host, new CallOptions { Timeout = time }));
            return late.Report.Hang!.State == HangState.Ready ? null : late; // no processor had time for it
        });
        HangReport hang = late.Report.Hang!;
        Assert.Empty(late.Stack);
        Assert.StartsWith("There is no stack: the thread ran, and the kernel refused to stop it (ptrace:", hang.StackRemark, StringComparison.Ordinal);
        Assert.Equal(HangState.Spinning, hang.State);
        Assert.Contains(hang.StackRemark!.Split(':')[0], late.Report.ToString(), StringComparison.Ordinal);
        await ProcessTable.AreGoneAsync(late.Report.ProcessId);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_mutex_that_is_locked_twice_is_told()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        CallTimeoutException late = await LateAsync(recorded.Host, "deadlock()");
        Assert.Contains("It waits for a mutex that it holds itself", late.Report.Hints[0], StringComparison.Ordinal);
        Assert.Empty(late.Report.Hang!.OtherThreads);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Two_threads_that_wait_for_each_other_are_told()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        CallTimeoutException late = await LateAsync(recorded.Host, "deadlock_of_two()");
        NativeThread other = Assert.Single(late.Report.Hang!.OtherThreads);
        Assert.Equal((HangState.WaitingForLock, "backwards"), (other.State, other.Name));
        ContainsInOrder(["pthread_mutex_lock", "lock_both", "lock_backwards"], other.Stack);
        Assert.Contains($"It waits for a mutex that thread {other.Id} \"backwards\" holds", late.Report.Hints[0], StringComparison.Ordinal);
        Assert.Contains(late.Report.Hints, hint => hint.Contains("in different order (deadlock)", StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_other_threads_of_a_library_are_told_and_the_workers_own_are_not()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        CallTimeoutException late = await LateAsync(recorded.Host, "deadlock_with_threads(3)");
        HangReport hang = late.Report.Hang!;
        Assert.Equal(3, hang.OtherThreads.Count);
        Assert.All(hang.OtherThreads, thread => ContainsInOrder(["pthread_mutex_lock", "wait_for_first"], thread.Stack));
        Assert.Contains("The library has 3 threads besides, all waiting for locks: nobody is left to let one go.", late.Report.Hints);
        Assert.Contains("wait_for_first", late.Report.ToString(), StringComparison.Ordinal);

        JsonElement json = JsonDocument.Parse(late.Report.ToJson()).RootElement;
        Assert.Equal("WaitingForLock", json.GetProperty("hang").GetProperty("state").GetString());
        Assert.Equal(3, json.GetProperty("hang").GetProperty("otherThreads").GetArrayLength());
        Assert.Contains("deadlock_with_threads", json.GetProperty("stack").EnumerateArray().Select(frame => frame.GetProperty("symbol").GetString()));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_call_that_hangs_in_its_callback_shows_who_called_back()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        NativeFunction callBack = await recorded.Host.FaultAsync("int call_back(int (*callback)(int value), int value)");
        using var never = new ManualResetEventSlim();
        NativeCallback stuck = NativeCallback.Of((int value) =>
        {
            never.Wait(Patience.Unexpected);
            return value;
        });
        CallTimeoutException late = await Eventually.InTimeAsync(300, async time =>
        {
            CallTimeoutException late = await Assert.ThrowsAsync<CallTimeoutException>(async () => await callBack.InvokeAsync(new CallOptions { Timeout = time }, stuck, 1));
            return late.Report.Call!.Callback is null ? null : late; // it had not called back yet
        });
        never.Set();
        Assert.Equal(HangState.WaitingForCallback, late.Report.Hang!.State);
        Assert.Contains("waiting for its callback", late.Report.Hang.Description, StringComparison.Ordinal);
        ContainsInOrder(["call_back"], late.Stack);
        Assert.True(late.Stack[^1].IsCallGate);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_library_that_does_not_come_back_from_loading_shows_its_constructor()
    {
        CallTimeoutException late = await Eventually.InTimeAsync(300, async time =>
        {
            await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { CallTimeout = time });
            CallTimeoutException late = await Assert.ThrowsAsync<CallTimeoutException>(() => FaultCall.Read("hanging_survived()").InvokeAsync(recorded.Host));
            return Has(late.Stack, "hang_while_loading") ? late : null; // it had not come that far
        });
        ContainsInOrder(["pause", "hang_while_loading"], late.Stack);
        Assert.Contains("a constructor or another initialiser of it does not return", string.Join('\n', late.Report.Hints), StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_cancelled_call_that_goes_on_is_seen_before_it_is_killed()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { CancellationGrace = TimeSpan.Zero });
        NativeFunction sleep = await recorded.Host.FaultAsync("void say_and_sleep(const char *text, int milliseconds)");
        using var cancellation = new CancellationTokenSource();
        Task call = sleep.InvokeAsync(cancellation.Token, "inside", 600_000).AsTask();
        int worker = await recorded.Recording.UntilSaidAsync("inside");
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        CrashReport report = await recorded.Recording.UntilCrashAsync(crash => crash.ProcessId == worker);
        Assert.Equal((KillReason.Cancelled, HangState.Sleeping), (report.KillReason!.Value, report.Hang!.State));
        ContainsInOrder(["sleep_for", "say_and_sleep"], report.Stack);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_stack_is_in_the_text_of_the_exception()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        CallTimeoutException late = await LateAsync(recorded.Host, "sleep_forever()");
        Assert.Contains($"did not return within {late.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s (it was sleeping (pause) in pause, called by sleep_forever); its worker", late.Message, StringComparison.Ordinal);
        Assert.Matches(@"Stack of thread \d+ ""ffi-worker"" \(the call's\)\n +0  libc\.so\.6 +\S*pause\S*.*\n +1  libfaults\.so +sleep_forever\+", late.ToString());
        Assert.Equal(18, late.Report.Registers.Count);
    }

    /// <summary>Makes a call that does not return. A busy machine may not have let it come to where it stays.</summary>
    private static Task<CallTimeoutException> LateAsync(NativeHost host, string call) => Eventually.InTimeAsync(300, async time =>
    {
        CallTimeoutException late = await Assert.ThrowsAsync<CallTimeoutException>(() => FaultCall.Read(call).InvokeAsync(host, new CallOptions { Timeout = time }));
        bool isThere = late.Report.Hang!.State != HangState.Ready && Has(late.Stack, FaultCall.Read(call).Name)
            && (!call.StartsWith("deadlock", StringComparison.Ordinal) || late.Report.Hang.OtherThreads.Append(null).All(thread => (thread?.State ?? late.Report.Hang.State) == HangState.WaitingForLock));
        return isThere ? late : null;
    });

    private static bool Has(IReadOnlyList<StackFrame> stack, string function) => stack.Any(frame => frame.Symbol == function);

    private static void ContainsInOrder(IEnumerable<string> functions, IReadOnlyList<StackFrame> stack)
    {
        string[] names = [.. stack.Select(frame => frame.Symbol ?? "").Where(name => name.Length > 0)];
        int at = -1;
        foreach (string function in functions)
        {
            int next = Array.FindIndex(names, at + 1, name => name.TrimStart('_').Replace("libc_", "", StringComparison.Ordinal) == function || name == function);
            Assert.True(next > at, $"no {function} in: {string.Join(" > ", names)}");
            at = next;
        }
    }
}
