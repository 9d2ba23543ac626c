// What is known of each call of a list when one of them goes wrong, over both lanes.
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Lists;

public sealed class ListFailureTests
{
    private static readonly ListedCallState[] s_failedSecond = [ListedCallState.Completed, ListedCallState.Failed, ListedCallState.NotRun];

    public static TheoryData<LaneChoice, bool> Lanes => CallListTests.Lanes;

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_crash_names_the_call_and_what_was_linked_to_it(LaneChoice lane, bool isAsync)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        NativeFunction find = await recorded.Host.FunctionAsync("c", "char *strchr(const char *s, int c)"), length = await recorded.Host.FunctionAsync("c", "size_t strlen(const char *s)");
        var list = new CallList();
        ListedCall found = list.Add(find, "abc", 'z');
        list.Add(length, found);
        list.Add(length, "x");
        NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(() => RunAsync(list, isAsync));
        Assert.Equal(1, crash.ListIndex);
        Assert.Equal(("strlen", 1), (crash.Report.Call?.Function, crash.Report.Call?.ListIndex));
        Assert.StartsWith("strlen as call 1 of a list crashed: SIGSEGV", crash.Message, StringComparison.Ordinal);
        Assert.Contains("\"listIndex\":1", crash.Report.ToJson(), StringComparison.Ordinal);
        Assert.Equal("NULL, the result of call 0 (strchr)", crash.Report.Call?.Arguments[0].Text);
        Assert.Contains("Parameter `s` was NULL.", crash.Report.Hints);
        Assert.Equal(s_failedSecond, States(list));
        Assert.True(found.Result.Pointer.IsNull);

        // The list is as good as before, in another worker.
        found.SetArgument(1, 'b');
        Assert.Null(await RunAsync(list, isAsync));
        Assert.Equal(2, (int)list[1].Result);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task An_exception_an_exit_and_a_hang_name_the_call(LaneChoice lane, bool isAsync)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        CallList thrower = await OfAsync("int cpp_throw_runtime_error(const char *message)", "boom");
        CppException thrown = await Assert.ThrowsAsync<CppException>(() => RunAsync(thrower, isAsync));
        Assert.Equal((1, "std::runtime_error", "boom"), (thrown.ListIndex, thrown.TypeName, thrown.What));
        Assert.Equal(s_failedSecond, States(thrower));
        Assert.Equal(7, (int)thrower[0].Result);

        CallList leaver = await OfAsync("void exit_with(int code)", 3);
        NativeCrashException left = await Assert.ThrowsAsync<NativeCrashException>(() => RunAsync(leaver, isAsync));
        Assert.Equal((1, "exit_with as call 1 of a list ended the process: exit(3)"), (left.ListIndex, left.Message));
        Assert.Equal(s_failedSecond, States(leaver));
        Assert.Equal(7, (int)leaver[0].Result);

        CallList ender = await OfAsync("void end_thread(void)");
        NativeCrashException ended = await Assert.ThrowsAsync<NativeCrashException>(() => RunAsync(ender, isAsync));
        Assert.Equal((1, "end_thread"), (ended.ListIndex, ended.Report.Call?.Function));

        await Eventually.InTimeAsync(200, async time =>
        {
            CallList sleeper = await OfAsync("void sleep_for(int milliseconds)", 1_000_000_000);
            var options = new CallOptions { Timeout = time };
            CallTimeoutException overdue = await Assert.ThrowsAsync<CallTimeoutException>(() => isAsync ? sleeper.RunAsync(options) : Task.FromResult(sleeper.Run(options)));
            if (overdue.ListIndex != 1)
            {
                return null; // it had not come that far
            }

            Assert.Equal(1, overdue.Report.Call?.ListIndex);
            Assert.StartsWith(FormattableString.Invariant($"sleep_for as call 1 of a list did not return within {time.TotalSeconds} s"), overdue.Message, StringComparison.Ordinal);
            Assert.Equal(s_failedSecond, States(sleeper));
            return overdue;
        });

        async Task<CallList> OfAsync(string prototype, params NativeArgument[] arguments)
        {
            var list = new CallList();
            list.Add(add, 3, 4);
            list.Add(await recorded.Host.FunctionAsync(Faults.LibraryOf(Prototype.Parse(prototype).Name), prototype), arguments);
            list.Add(add, 1, 1);
            return list;
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_cancelled_list_is_left_alone_and_can_run_again()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { CancellationGrace = TimeSpan.FromMilliseconds(50) });
        var list = new CallList();
        ListedCall sleep = list.Add(await recorded.Host.FaultAsync("void say_and_sleep(const char *text, int milliseconds)"), "inside", 1_000_000_000);
        using var source = new CancellationTokenSource();
        Task running = list.RunAsync(source.Token);
        await recorded.Recording.UntilSaidAsync("inside");
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(ListedCallState.Unknown, sleep.State);
        sleep.SetArgument(1, 1);
        Assert.Null(list.Run());
        Assert.Equal(ListedCallState.Completed, sleep.State);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_list_whose_delegate_throws_has_run_and_says_so()
    {
        await using RecordedHost recorded = await StartAsync(LaneChoice.SharedMemory);
        var list = new CallList();
        list.Add(await recorded.Host.FaultAsync("long call_back_often(int (*callback)(int value), int times)"), NativeCallback.Of((int value) => value == 0 ? throw new TimeZoneNotFoundException() : value), 1);
        list.Add(await recorded.Host.FaultAsync("int add(int a, int b)"), 1, 1);
        Assert.Throws<TimeZoneNotFoundException>(list.Run);
        Assert.Equal([ListedCallState.Completed, ListedCallState.Completed], States(list));
        list[0].SetArgument(0, NativeCallback.Of((int value) => value));
        Assert.Null(list.Run());
    }

    private static ListedCallState[] States(CallList list) => [.. Enumerable.Range(0, list.Count).Select(i => list[i].State)];

    private static Task<ListedCall?> RunAsync(CallList list, bool isAsync) => isAsync ? list.RunAsync() : Task.Run(list.Run);

    private static Task<RecordedHost> StartAsync(LaneChoice lane) => RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
}
