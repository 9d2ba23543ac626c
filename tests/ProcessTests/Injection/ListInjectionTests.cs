using FfiIsolation.ProcessTests.Lists;
using FfiIsolation.ProcessTests.Support;
using FfiIsolation.Testing;

namespace FfiIsolation.ProcessTests.Injection;

/// <summary>FfiIsolation.Testing and calls that are made many at a time: lists, over both lanes and run either way, and batches.</summary>
public sealed class ListInjectionTests
{
    private const string Add = "int add(int a, int b)";
    private static readonly CallOptions s_short = new() { Timeout = TimeSpan.FromMilliseconds(200) };

    public static TheoryData<LaneChoice, bool> Lanes => CallListTests.Lanes;

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_call_of_a_list_is_counted_with_all_others_and_crashes_for_real(LaneChoice lane, bool isAsync)
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Lane = lane });
        NativeFunction add = await host.FaultAsync(Add), divide = await host.FaultAsync("int divide(int a, int b)");
        CallList list = ThreeSums(add, divide);
        Assert.Null(await RunAsync(list, isAsync)); // laid out, and with the addresses of a worker, before anything is injected
        using FaultInjection faults = host.InjectFaults();
        InjectedFault third = faults.On("add").Call(3).Crashes();
        Assert.Equal(3, (int)add.Invoke(1, 2));
        NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(() => RunAsync(list, isAsync));
        Assert.Equal((2, CrashCause.NullPointer, CrashBlame.Call, "add"), (crash.ListIndex, crash.Report.Cause, crash.Report.Blame, crash.Report.Call!.Function));
        Assert.Equal(("null_write", 1), (crash.Report.Stack[0].Symbol, third.Times));
        Assert.Equal((3, ListedCallState.Failed, ListedCallState.NotRun), ((int)list[0].Result, list[2].State, list[3].State));
        await ProcessTable.AreGoneAsync(crash.Report.ProcessId);

        // The list is as it was, and so is a single call.
        Assert.Null(await RunAsync(list, isAsync));
        Assert.Equal((5, 3), ((int)list[3].Result, (int)add.Invoke(1, 2)));
        Assert.Equal(1, third.Times);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Several_calls_of_one_list_are_each_hit_by_their_own(LaneChoice lane, bool isAsync)
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Lane = lane });
        NativeFunction add = await host.FaultAsync(Add), divide = await host.FaultAsync("int divide(int a, int b)"), thrower = await host.FaultAsync("double echo_double(double v)");
        using FaultInjection faults = host.InjectFaults();
        faults.On("add").Call(1).Returns(10);
        faults.On("add").Call(2).Returns(20);
        faults.On("divide").Next().IsSlow(TimeSpan.FromMilliseconds(5));
        faults.On("echo_double").Call(1).Returns(0.5);
        faults.On("echo_double").Call(2).Returns(-0.5);
        var list = new CallList();
        ListedCall ten = list.Add(add, 1, 2), twenty = list.Add(add, 1, 2), two = list.Add(divide, twenty, ten), three = list.Add(add, two, 1), half = list.Add(thrower, 3.0), minus = list.Add(thrower, 3.0);
        Assert.Null(await RunAsync(list, isAsync));
        Assert.Equal((10, 20, 2, 3), ((int)ten.Result, (int)twenty.Result, (int)two.Result, (int)three.Result));
        Assert.Equal((0.5, -0.5), ((double)half.Result, (double)minus.Result));
        Assert.Null(list.Warning);
        Assert.Null(await RunAsync(list, isAsync));
        Assert.Equal((3, 1, 2, 3.0), ((int)ten.Result, (int)two.Result, (int)three.Result, (double)minus.Result));

        faults.On("add").Call(2).Throws("codec::error", "second");
        faults.On("add").Call(3).Throws("codec::error", "third");
        CppException thrown = await Assert.ThrowsAsync<CppException>(() => RunAsync(list, isAsync));
        Assert.Equal((1, "codec::error", "second"), (thrown.ListIndex, thrown.TypeName, thrown.What));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_list_hangs_loses_its_worker_or_never_runs(LaneChoice lane, bool isAsync)
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Lane = lane });
        NativeFunction add = await host.FaultAsync(Add), divide = await host.FaultAsync("int divide(int a, int b)");
        using FaultInjection faults = host.InjectFaults();
        CallList list = ThreeSums(add, divide);
        faults.On("add").Call(3).Hangs();
        Assert.Equal(3, (await Assert.ThrowsAsync<CallTimeoutException>(() => RunAsync(list, isAsync, s_short))).ListIndex);
        faults.On("divide").Next().LosesItsWorker();
        WorkerLostException lost = await Assert.ThrowsAsync<WorkerLostException>(() => RunAsync(list, isAsync));
        Assert.Equal((true, 1), (lost.Started, lost.ListIndex));
        foreach (Action<CallFaults> refuse in (Action<CallFaults>[])[calls => calls.IsRejected(), calls => calls.FindsNoWorker()])
        {
            refuse(faults.On("add").Call(2));
            Exception refused = await Assert.ThrowsAnyAsync<FfiIsolationException>(() => RunAsync(list, isAsync));
            Assert.True(refused is QueueFullException or WorkerUnavailableException);
            Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(ListedCallState.NotRun, list[i].State));
        }

        Assert.Null(await RunAsync(list, isAsync));
        Assert.Equal(5, (int)list[3].Result);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_longest_list_is_hit_in_its_last_call_in_a_session_too()
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options);
        await using NativeSession session = await host.OpenSessionAsync();
        NativeFunction add = await session.FaultAsync(Add);
        var list = new CallList();
        while (list.Count < CallList.MaxCalls)
        {
            list.Add(add, list.Count, 1);
        }

        using FaultInjection faults = host.InjectFaults();
        faults.On("add").Call(CallList.MaxCalls - 1).Returns(-1);
        faults.On("add").Call(CallList.MaxCalls).Returns(-2);
        Assert.Null(list.Run());
        Assert.Equal((1022, -1, -2), ((int)list[^3].Result, (int)list[^2].Result, (int)list[^1].Result));
    }

    /// <summary>Also where the row that is hit ends nothing: the others are the function's own.</summary>
    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_batch_is_hit_in_its_first_row_alone(LaneChoice lane, bool isAsync)
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Lane = lane });
        NativeFunction add = await host.FaultAsync(Add);
        int[] results = new int[1000], ones = [.. Enumerable.Repeat(1, 1000)];
        using FaultInjection faults = host.InjectFaults();
        InjectedFault returned = faults.On("add").Next().Returns(-1);
        await MapAsync(new BatchOptions());
        Assert.Equal(-1, results[0]);
        Assert.All(results[1..], result => Assert.Equal(2, result));
        Assert.Equal(1, returned.Times);

        InjectedFault thrown = faults.On("add").Next().Throws("codec::error");
        BatchResult result = await MapAsync(new BatchOptions { OnFailure = BatchFailureAction.Skip });
        Assert.Equal((0, 1), (Assert.Single(result.Failures).Row, thrown.Times));
        Assert.All(results[1..], result => Assert.Equal(2, result));
        Assert.Equal(2, (int)add.Invoke(1, 1));

        Task<BatchResult> MapAsync(BatchOptions options) => isAsync ? add.MapAsync(options, results.AsMemory(), ones, 1) : Task.FromResult(add.Map(options, results.AsMemory(), ones, 1));
    }

    private static CallList ThreeSums(NativeFunction add, NativeFunction divide)
    {
        var list = new CallList();
        ListedCall first = list.Add(add, 1, 2), second = list.Add(divide, first, 1);
        list.Add(add, list.Add(add, second, 1), 1);
        return list;
    }

    private static Task<ListedCall?> RunAsync(CallList list, bool isAsync, CallOptions? options = null) =>
        isAsync ? list.RunAsync(options) : Task.Run(() => options is null ? list.Run() : list.Run(options));
}
