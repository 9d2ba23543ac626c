using FfiIsolation.ProcessTests.Lanes;
using FfiIsolation.ProcessTests.Support;
using FfiIsolation.Testing;

namespace FfiIsolation.ProcessTests.Injection;

/// <summary>FfiIsolation.Testing: each fault, on a host and in a session, with and without waiting, over both lanes.</summary>
public sealed class FaultInjectionTests
{
    private const string Add = "int add(int a, int b)";
    private static readonly CallOptions s_short = new() { Timeout = TimeSpan.FromMilliseconds(200) };

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(BothLanesTests.Lanes), MemberType = typeof(BothLanesTests))]
    public async Task A_call_crashes_for_real_and_the_next_is_good(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        NativeFunction add = await recorded.Host.FaultAsync(Add);
        using FaultInjection faults = recorded.Host.InjectFaults();
        InjectedFault third = faults.On("add").Call(3).Crashes();
        Assert.Equal((3, 3), ((int)add.Invoke(1, 2), (int)await add.InvokeAsync(1, 2)));
        Assert.Equal(0, third.Times);
        NativeCrashException crashed = Assert.Throws<NativeCrashException>(() => add.Invoke(1, 2));
        Assert.Equal((CrashCause.NullPointer, CrashBlame.Call, "SIGSEGV"), (crashed.Report.Cause, crashed.Report.Blame, crashed.Report.SignalName));
        Assert.Equal(("add(1, 2)", "libfaults.so", "null_write"), (crashed.Report.Call!.ToString(), Path.GetFileName(crashed.Report.Call.LibraryPath), crashed.Report.Stack[0].Symbol));
        await ProcessTable.AreGoneAsync(crashed.Report.ProcessId);
        Assert.Same(crashed.Report, await recorded.Recording.UntilCrashAsync(report => report.ProcessId == crashed.Report.ProcessId));
        Assert.Equal((3, 1), ((int)add.Invoke(1, 2), third.Times));

        InjectedFault next = faults.On("add").Next().Crashes(InjectedCrash.Abort);
        Assert.Equal("SIGABRT", (await Assert.ThrowsAsync<NativeCrashException>(async () => await add.InvokeAsync(1, 2))).Report.SignalName);
        Assert.Equal(3, (int)await add.InvokeAsync(1, 2));
        Assert.Equal([third, next], faults.Faults);
        Assert.Equal("call 3 of add crashes (NullPointer)", third.ToString());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_crash_is_of_the_kind_that_was_asked_for()
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Spares = 2 });
        NativeFunction add = await host.FaultAsync(Add);
        using FaultInjection faults = host.InjectFaults();
        (InjectedCrash, CrashCause)[] expected =
        [
            (InjectedCrash.NullPointer, CrashCause.NullPointer), (InjectedCrash.Abort, CrashCause.Abort), (InjectedCrash.StackOverflow, CrashCause.StackOverflow),
            (InjectedCrash.IllegalInstruction, CrashCause.IllegalInstruction), (InjectedCrash.DivisionByZero, CrashCause.ArithmeticError), (InjectedCrash.BusError, CrashCause.BusError),
            (InjectedCrash.HeapCorruption, CrashCause.HeapCorruption), (InjectedCrash.Exit, CrashCause.Exit), (InjectedCrash.Killed, CrashCause.Killed),
        ];
        Assert.Equal(Enum.GetValues<InjectedCrash>(), expected.Select(one => one.Item1));
        foreach ((InjectedCrash crash, CrashCause cause) in expected)
        {
            faults.On("add").Next().Crashes(crash);
            Assert.Equal(cause, Assert.Throws<NativeCrashException>(() => add.Invoke(1, 2)).Report.Cause);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => faults.On("add").Next().Crashes((InjectedCrash)99));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(BothLanesTests.Lanes), MemberType = typeof(BothLanesTests))]
    public async Task A_call_hangs_throws_is_slow_loses_its_worker_or_never_runs(LaneChoice lane)
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Lane = lane });
        NativeFunction add = await host.FaultAsync(Add);
        await FaultsAsync(host, add);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(BothLanesTests.Lanes), MemberType = typeof(BothLanesTests))]
    public async Task The_same_in_a_session_and_what_ends_its_worker_ends_the_session(LaneChoice lane)
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await FaultsAsync(host, add: null);
        using FaultInjection faults = host.InjectFaults();
        foreach (bool waits in (bool[])[false, true])
        {
            await using NativeSession session = await host.OpenSessionAsync();
            NativeFunction add = await session.FaultAsync(Add);
            faults.On("add").Next().Crashes();
            NativeCrashException crashed = await Assert.ThrowsAsync<NativeCrashException>(async () => _ = waits ? add.Invoke(1, 2) : await add.InvokeAsync(1, 2));
            Assert.Equal(session.ProcessId, crashed.Report.ProcessId);
            Assert.False((await Assert.ThrowsAsync<WorkerLostException>(async () => await add.InvokeAsync(1, 2))).Started);
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_slow_call_is_made_with_its_arguments_and_owns_what_it_returns()
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options);
        using FaultInjection faults = host.InjectFaults();
        NativeFunction mixed = await host.FaultAsync(Faults.PrototypeOf("sum_mixed"));
        NativeArgument[] arguments = [1, 2.0, 3L, 4f, (short)5, 6.0, (byte)7, 8.0, 9L, 10f, 11, 12.0, 13L, 14.0, 15, 16.0, 17, 18.0, 19, 20.0];
        string expected = mixed.Invoke(arguments).ToString();
        faults.On("sum_mixed").Next().IsSlow(TimeSpan.FromMilliseconds(20));
        Assert.Equal((210.0, expected), ((double)mixed.Invoke(arguments), expected));

        byte[] filled = new byte[5];
        faults.On("fill").Next().IsSlow(TimeSpan.FromMilliseconds(1));
        (await host.FaultAsync("void fill(char *dst, size_t size, char c)")).Invoke(filled, 5, 65);
        Assert.Equal("AAAAA"u8.ToArray(), filled);

        await using NativeSession session = await host.OpenSessionAsync();
        NativeFunction allocate = await session.FaultAsync("void *owned_allocate(size_t size) __attribute__((malloc(owned_free)))"), alive = await session.FaultAsync("int owned_alive(void)");
        faults.On("owned_allocate").Next().IsSlow(TimeSpan.FromMilliseconds(1));
        NativeHandle handle = allocate.Invoke(8).Handle!;
        Assert.Equal(1, (int)alive.Invoke());
        handle.Dispose();
        Assert.Equal(0, (int)alive.Invoke());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_call_that_may_be_made_again_is_and_then_goes_well()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { CallRetries = 1 });
        NativeFunction add = await recorded.Host.FaultAsync(Add + " __attribute__((const))");
        using FaultInjection faults = recorded.Host.InjectFaults();
        InjectedFault fault = faults.On("add").Next().Crashes();
        Assert.Equal(3, (int)add.Invoke(1, 2));
        Assert.Equal(1, fault.Times);
        Assert.Equal("add", (await recorded.Recording.UntilAsync(SupervisionEventKind.CallRetried, 1))[0].Report!.Call!.Function);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Results_are_of_the_type_that_was_declared()
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options);
        using FaultInjection faults = host.InjectFaults();
        (string Type, string Name, NativeArgument Value, string Shown)[] results =
        [
            ("bool", "bool", true, "true"), ("int8_t", "int8", -8, "-8"), ("uint16_t", "uint16", 65535, "65535"), ("int", "int", -1, "-1"), ("unsigned", "uint", uint.MaxValue, "4294967295"),
            ("long", "long", long.MinValue + 1, "-9223372036854775807"), ("size_t", "size", ulong.MaxValue, "18446744073709551615"), ("float", "float", 0.5f, "0.5"), ("double", "double", -1e300, "-1E+300"),
        ];
        foreach ((string type, string name, NativeArgument value, string shown) in results)
        {
            NativeFunction echo = await host.FaultAsync($"{type} echo_{name}({type} v)");
            faults.On($"echo_{name}").Next().Returns(value);
            NativeResult result = echo.Invoke(type == "bool" ? false : 1);
            Assert.Equal((shown, null), (result.ToString(), result.Warning));
            Assert.Equal(type == "bool" ? "false" : "1", echo.Invoke(type == "bool" ? false : 1).ToString());
        }

        NativeFunction text = await host.FaultAsync("const char *static_text(void)");
        faults.On("static_text").Next().Returns(NativePointer.Null);
        Assert.Null(text.Invoke().Text);
        Assert.Contains("echo_int8 returns int8_t, which cannot be 1000.", Assert.Throws<ArgumentException>(() => faults.On("echo_int8").Next().Returns(1000)).Message, StringComparison.Ordinal);
        Assert.Contains("null alone", Assert.Throws<ArgumentException>(() => faults.On("static_text").Next().Returns("text")).Message, StringComparison.Ordinal);
        await host.FaultAsync("void nothing(void)");
        Assert.Contains("returns void, which cannot be injected", Assert.Throws<ArgumentException>(() => faults.On("nothing").Next().Returns(1)).Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_batch_is_hit_as_one_call()
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options);
        NativeFunction add = await host.FaultAsync(Add);
        using FaultInjection faults = host.InjectFaults();
        faults.On("add").Next().Crashes();
        int[] results = new int[3];
        Assert.Equal(0, Assert.Throws<NativeCrashException>(() => add.Map(results, new[] { 1, 2, 3 }, 1)).Row);
        add.Map(results, new[] { 1, 2, 3 }, 1);
        Assert.Equal([2, 3, 4], results);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Other_hosts_and_other_functions_never_notice_and_nobody_does_afterwards()
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options), other = await NativeHost.StartAsync(RecordedHost.Options);
        NativeFunction add = await host.FaultAsync(Add), otherAdd = await other.FaultAsync(Add), divide = await host.FaultAsync("int divide(int a, int b)");
        FaultInjection faults = host.InjectFaults();
        InjectedFault fault = faults.On("add").Every().IsRejected();
        Assert.Throws<QueueFullException>(() => add.Invoke(1, 2));
        Assert.Throws<QueueFullException>(() => add.Invoke(1, 2));
        Assert.Equal((3, 4), ((int)otherAdd.Invoke(1, 2), (int)divide.Invoke(8, 2)));
        Assert.Contains("already", Assert.Throws<InvalidOperationException>(() => host.InjectFaults()).Message, StringComparison.Ordinal);
        using (FaultInjection elsewhere = other.InjectFaults())
        {
            elsewhere.On("add").Next().Hangs();
        }

        faults.Dispose();
        faults.Dispose();
        Assert.Equal((3, 3, 2), ((int)add.Invoke(1, 2), (int)otherAdd.Invoke(1, 2), fault.Times));
        Assert.Throws<ObjectDisposedException>(() => faults.On("add"));
        host.InjectFaults().Dispose();
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_function_that_the_host_does_not_know_is_a_mistake_with_near_names()
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options);
        using FaultInjection faults = host.InjectFaults();
        await host.LoadAsync("m");
        Assert.Equal(
            "The host knows no function 'cso'. Did you mean 'cos'? If not, load its library or declare it first. (Parameter 'function')",
            Assert.Throws<ArgumentException>(() => faults.On("cso")).Message.Replace(", 'acos'", "", StringComparison.Ordinal));
        Assert.Contains("Load its library or declare it first.", Assert.Throws<ArgumentException>(() => faults.On("entirely_elsewhere")).Message, StringComparison.Ordinal);

        // Exported by a library that is loaded, and declared only afterwards.
        faults.On("cos").Next().Throws("std::domain_error");
        Assert.Equal("std::domain_error", Assert.Throws<CppException>(() => host.Load("m").Function("double cos(double x)").Invoke(0)).TypeName);
        Assert.Throws<ArgumentException>(() => faults.On("cos").Next().Throws("std::vector<int>"));
        await using NativeHost confined = await NativeHost.StartAsync(RecordedHost.Options with { Confinement = Confinement.Open with { AllowPrograms = false } });
        using FaultInjection confinedFaults = confined.InjectFaults();
        Assert.Contains("does not allow", Assert.Throws<InvalidOperationException>(() => confinedFaults.On("null_read").Next().LosesItsWorker()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => faults.On("cos").Call(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => faults.On("cos").AtRandom(1.5, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => faults.On("cos").Next().IsSlow(TimeSpan.Zero));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Chance_is_the_same_for_the_same_seed()
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options);
        NativeFunction add = await host.FaultAsync(Add);
        string Hits(int seed)
        {
            using FaultInjection faults = host.InjectFaults();
            faults.On("add").AtRandom(0.3, seed).Returns(-1);
            return string.Concat(Enumerable.Range(0, 200).Select(_ => (int)add.Invoke(1, 2) == -1 ? '!' : '.'));
        }

        string first = Hits(1);
        Assert.Equal(first, Hits(1));
        Assert.NotEqual(first, Hits(2));
        Assert.InRange(first.Count(hit => hit == '!'), 30, 90);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Calls_of_many_threads_are_counted_once_each()
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options);
        NativeFunction add = await host.FaultAsync(Add);
        using FaultInjection faults = host.InjectFaults();
        InjectedFault[] hits = [.. ((int[])[1, 50, 200]).Select(number => faults.On("add").Call(number).FindsNoWorker(TimeSpan.FromSeconds(3)))];
        int rejected = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                try
                {
                    Assert.Equal(3, (int)add.Invoke(1, 2));
                }
                catch (WorkerUnavailableException e) when (e.RetryAfter == TimeSpan.FromSeconds(3))
                {
                    Interlocked.Increment(ref rejected);
                }
            }
        })));
        Assert.Equal([1, 1, 1], hits.Select(hit => hit.Times));
        Assert.Equal(3, rejected);
    }

    /// <summary>Each fault but a crash, with a function of the host, or in a new session each.</summary>
    private static async Task FaultsAsync(NativeHost host, NativeFunction? add)
    {
        using FaultInjection faults = host.InjectFaults();
        await host.FaultAsync(Add);
        foreach (bool waits in (bool[])[false, true])
        {
            await WithAsync<CallTimeoutException>(function => function.Hangs(), _ => { });
            await WithAsync<CallTimeoutException>(function => function.IsSlow(TimeSpan.FromSeconds(30)), _ => { });
            await WithAsync<CppException>(function => function.Throws("codec::frame_error", "bad frame"), thrown => Assert.Equal(("codec::frame_error", "bad frame"), (thrown.TypeName, thrown.What)));
            await WithAsync<WorkerLostException>(function => function.LosesItsWorker(), lost => Assert.Equal((true, KillReason.PipeClosed), (lost.Started, lost.Report!.KillReason)), new CallOptions());
            await WithAsync<QueueFullException>(function => function.IsRejected(), rejected => Assert.Equal(1024, rejected.Limit));
            await WithAsync<WorkerUnavailableException>(function => function.FindsNoWorker(), refused => Assert.Null(refused.RetryAfter));

            async Task WithAsync<T>(Func<CallFaults, InjectedFault> inject, Action<T> check, CallOptions? options = null)
                where T : Exception
            {
                await using NativeSession? session = add is null ? await host.OpenSessionAsync() : null;
                NativeFunction function = add ?? await session!.FaultAsync(Add);
                InjectedFault fault = inject(faults.On("add").Next());
                check(await Assert.ThrowsAsync<T>(async () => _ = waits ? function.Invoke(options ?? s_short, 1, 2) : await function.InvokeAsync(options ?? s_short, 1, 2)));
                Assert.Equal(1, fault.Times);
                if (add is not null)
                {
                    Assert.Equal(3, (int)await function.InvokeAsync(1, 2));
                }
            }
        }
    }
}
