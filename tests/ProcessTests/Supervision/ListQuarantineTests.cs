using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Supervision;

/// <summary>Call lists with functions that keep killing workers, over both lanes, run on their caller's thread and not.</summary>
public sealed class ListQuarantineTests
{
    /// <summary>Longer than any test lasts: a break ends when the test's clock says so.</summary>
    private static readonly TimeSpan s_break = TimeSpan.FromMinutes(1);

    private static readonly QuarantinePolicy s_byFunction = new() { FunctionDeaths = 2, ArgumentsDeaths = null, LibraryDeaths = null, Break = s_break };

    private readonly MovedClock _clock = new();

    public static TheoryData<LaneChoice, bool> Lanes => Lists.CallListTests.Lanes;

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_list_is_refused_as_a_whole_while_a_function_of_it_is_and_is_its_trial_afterwards(LaneChoice lane, bool isAsync)
    {
        await using RecordedHost recorded = await StartAsync(lane, s_byFunction);
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)"), divide = await recorded.Host.FaultAsync("int divide(int a, int b)");
        NativeFunction process = await recorded.Host.FunctionAsync("c", "int getpid(void)");
        var list = new CallList();
        ListedCall sum = list.Add(add, 1, 2), quotient = list.Add(divide, 6, 0), worker = list.Add(process);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(1, (await Assert.ThrowsAsync<NativeCrashException>(() => RunAsync(list, isAsync))).ListIndex);
        }

        FunctionQuarantinedException refused = await Assert.ThrowsAsync<FunctionQuarantinedException>(() => RunAsync(list, isAsync));
        Assert.Equal((QuarantineScope.Function, "divide", 2), (refused.Evidence.Scope, refused.Evidence.Prototype!.Name, refused.Evidence.Deaths));
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(ListedCallState.NotRun, list[i].State));
        Assert.Throws<FunctionQuarantinedException>(() => divide.Invoke(6, 3));

        // Others never notice.
        var others = new CallList();
        ListedCall other = others.Add(add, 3, 4);
        Assert.Null(await RunAsync(others, isAsync));
        Assert.Equal(7, (int)other.Result);

        int serving = (int)process.Invoke();
        quotient.SetArgument(1, 3);
        _clock.Pass(s_break);
        Assert.Null(await RunAsync(list, isAsync));
        Assert.Equal((3, 2), ((int)sum.Result, (int)quotient.Result));
        Assert.NotEqual(serving, (int)worker.Result);
        Assert.Empty(recorded.Host.Quarantine.Entries);
        Assert.Null(await RunAsync(list, isAsync));
        Assert.Equal(serving, (int)worker.Result);
        await recorded.Recording.UntilAsync(SupervisionEventKind.QuarantineEnded, 1);
        await ProcessTable.AreGoneAsync([.. ProcessTable.Children().Except([serving])]);
        Assert.Equal(2, recorded.Recording.Of(SupervisionEventKind.WorkerDied).Length);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_list_that_stops_before_it_comes_to_the_function_has_not_tried_it(LaneChoice lane, bool isAsync)
    {
        await using RecordedHost recorded = await StartAsync(lane, s_byFunction);
        var list = new CallList();
        ListedCall first = list.Add(await recorded.Host.FaultAsync("int add(int a, int b)"), 1, 2).Expect(3);
        ListedCall quotient = list.Add(await recorded.Host.FaultAsync("int divide(int a, int b)"), 6, 0);
        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<NativeCrashException>(() => RunAsync(list, isAsync));
        }

        first.SetArgument(0, 10);
        quotient.SetArgument(1, 2);
        _clock.Pass(s_break);
        Assert.Same(first, await RunAsync(list, isAsync));
        Assert.Single(recorded.Host.Quarantine.Entries);
        await Assert.ThrowsAsync<FunctionQuarantinedException>(() => RunAsync(list, isAsync));
        first.SetArgument(0, 1);
        _clock.Pass(s_break);
        Assert.Null(await RunAsync(list, isAsync));
        Assert.Empty(recorded.Host.Quarantine.Entries);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task By_their_arguments_calls_are_refused_that_have_them_for_themselves_and_not_from_an_earlier_one(LaneChoice lane, bool isAsync)
    {
        await using RecordedHost recorded = await StartAsync(lane, s_byFunction with { FunctionDeaths = null, ArgumentsDeaths = 2 });
        var list = new CallList();
        ListedCall quotient = list.Add(await recorded.Host.FaultAsync("int divide(int a, int b)"), 6, 0);
        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<NativeCrashException>(() => RunAsync(list, isAsync));
        }

        Assert.Equal(QuarantineScope.Arguments, (await Assert.ThrowsAsync<FunctionQuarantinedException>(() => RunAsync(list, isAsync))).Evidence.Scope);
        quotient.SetArgument(1, 2);
        Assert.Null(await RunAsync(list, isAsync));

        // What it takes of another is different each time, for all that anybody knows, and so is what lies in memory.
        var linked = new CallList();
        ListedCall found = linked.Add(await recorded.Host.FunctionAsync("c", "char *strchr(const char *s, int c)"), "abc", 'z');
        linked.Add(await recorded.Host.FunctionAsync("c", "size_t strlen(const char *s)"), found);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(1, (await Assert.ThrowsAsync<NativeCrashException>(() => RunAsync(linked, isAsync))).ListIndex);
        }

        var texts = new CallList();
        ListedCall text = texts.Add(await recorded.Host.FaultAsync("int text_as_pointer(const char *text)"), "abcdefgh");
        for (int i = 0; i < 3; i++)
        {
            text.SetArgument(0, $"abcdefg{i}");
            await Assert.ThrowsAsync<NativeCrashException>(() => RunAsync(texts, isAsync));
        }
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_session_keeps_its_state_where_a_list_is_refused(LaneChoice lane, bool isAsync)
    {
        await using RecordedHost recorded = await StartAsync(lane, s_byFunction);
        NativeFunction poison = await recorded.Host.FaultAsync("int null_read(void)");
        for (int i = 0; i < 2; i++)
        {
            Assert.Throws<NativeCrashException>(() => poison.Invoke());
        }

        await using NativeSession session = await recorded.Host.OpenSessionAsync();
        NativeFunction count = await session.FaultAsync("int next_count(void)");
        var list = new CallList();
        list.Add(count);
        list.Add(await session.FaultAsync("int null_read(void)"));
        await Assert.ThrowsAsync<FunctionQuarantinedException>(() => RunAsync(list, isAsync));
        Assert.Equal(1, (int)count.Invoke());

        // Its trial is made in the session, whose worker is nobody else's.
        _clock.Pass(s_break);
        Assert.Equal(session.ProcessId, (await Assert.ThrowsAsync<NativeCrashException>(() => RunAsync(list, isAsync))).Report.ProcessId);
    }

    /// <summary>The report names who freed; the function that gave what cannot be freed is the one that can be refused.</summary>
    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_function_whose_result_cannot_be_freed_is_refused(LaneChoice lane, bool isAsync)
    {
        await using RecordedHost recorded = await StartAsync(lane, s_byFunction);
        NativeFunction text = await recorded.Host.FaultAsync("char *owned_text(const char *text) __attribute__((malloc(crashing_free)))");
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal("crashing_free", (await Assert.ThrowsAsync<NativeCrashException>(CallAsync)).Report.Call!.Function);
        }

        Assert.Equal("owned_text", (await Assert.ThrowsAsync<FunctionQuarantinedException>(CallAsync)).Evidence.Prototype!.Name);

        async Task CallAsync() => _ = isAsync ? await text.InvokeAsync("text") : text.Invoke("text");
    }

    private static Task<ListedCall?> RunAsync(CallList list, bool isAsync) => isAsync ? list.RunAsync() : Task.Run(list.Run);

    private Task<RecordedHost> StartAsync(LaneChoice lane, QuarantinePolicy policy) =>
        RecordedHost.StartAsync(RecordedHost.Options with { TimeProvider = _clock, Lane = lane, Quarantine = policy, MaxWorkers = 1, Spares = 0 });
}
