using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Sessions;

/// <summary>Sessions that are set up again on another worker.</summary>
public sealed class RestartableSessionTests
{
    [Theory(Timeout = Patience.Deadline)]
    [InlineData(LaneChoice.SharedMemory)]
    [InlineData(LaneChoice.Rpc)]
    public async Task The_next_use_after_a_crash_finds_what_the_set_up_made_on_a_new_worker(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using RestartableSession<Counter> kept = await recorded.Host.OpenRestartableSessionAsync(Counter.OpenAsync, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(10, await kept.UseAsync(counter => counter.NextAsync()));
        Assert.Equal(11, await kept.UseAsync(counter => counter.NextAsync()));
        NativeSession first = kept.Session;
        NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(() => kept.UseAsync(counter => counter.CrashAsync()));
        Assert.Equal(1, Counter.Opened);

        Assert.Equal(10, await kept.UseAsync(counter => counter.NextAsync()));
        Assert.Equal((2, 1), (Counter.Opened, kept.Restarts));
        Assert.NotEqual(first.Generation, kept.Session.Generation);
        Assert.Equal(11, kept.Use(counter => counter.NextAsync().GetAwaiter().GetResult()));
        SupervisionEventArgs told = (await recorded.Recording.UntilAsync(SupervisionEventKind.SessionRestarted, 1))[0];
        Assert.Equal($"The session on worker {first.Generation} was set up again on worker {kept.Session.Generation}.", told.Message);
        Assert.Same(crash.Report, told.Report);
        await ProcessTable.AreGoneAsync(crash.Report.ProcessId);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_use_that_loses_its_worker_is_not_made_again()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        await using RestartableSession<Counter> kept = await recorded.Host.OpenRestartableSessionAsync(Counter.OpenAsync, cancellationToken: TestContext.Current.CancellationToken);
        int uses = 0;
        await Assert.ThrowsAsync<NativeCrashException>(() => kept.UseAsync(counter =>
        {
            uses++;
            return counter.CrashAsync();
        }));
        Assert.Equal(1, uses);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_use_that_meets_the_loss_of_another_is_told_that_the_next_one_sets_up_again()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        await using RestartableSession<Counter> kept = await recorded.Host.OpenRestartableSessionAsync(Counter.OpenAsync, cancellationToken: TestContext.Current.CancellationToken);
        for (int i = 0; i < 2; i++)
        {
            await kept.UseAsync(async counter =>
            {
                await Assert.ThrowsAsync<NativeCrashException>(counter.CrashAsync);
                WorkerLostException lost = await Assert.ThrowsAsync<WorkerLostException>(counter.NextAsync);
                Assert.StartsWith("The session's worker has ended, so counter_next did not run; the next use sets the session up again. Worker ", lost.Message, StringComparison.Ordinal);
            });
            Assert.Equal(10, await kept.UseAsync(counter => counter.NextAsync()));
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_worker_that_was_killed_between_two_uses_is_replaced_before_the_second()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        await using RestartableSession<Counter> kept = await recorded.Host.OpenRestartableSessionAsync(Counter.OpenAsync, cancellationToken: TestContext.Current.CancellationToken);
        int worker = kept.Session.ProcessId;
        System.Diagnostics.Process.GetProcessById(worker).Kill();
        await recorded.Recording.UntilCrashAsync(crash => crash.ProcessId == worker);
        Assert.Equal(10, await kept.UseAsync(counter => counter.NextAsync()));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Many_users_of_a_lost_session_get_one_worker_that_is_set_up_once()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        await using RestartableSession<Counter> kept = await recorded.Host.OpenRestartableSessionAsync(Counter.OpenAsync, cancellationToken: TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<NativeCrashException>(() => kept.UseAsync(counter => counter.CrashAsync()));
        int[] numbers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => kept.UseAsync(counter => counter.NextAsync()))));
        Assert.Equal(Enumerable.Range(10, 20), numbers.Order());
        Assert.Equal((2, 1), (Counter.Opened, kept.Restarts));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_set_up_that_crashes_is_told_and_given_up_after_its_limit()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        int setUps = 0;
        await using RestartableSession<NativeSession> kept = await recorded.Host.OpenRestartableSessionAsync(
            async session =>
            {
                if (setUps++ > 0)
                {
                    await FaultCall.Read("null_read()").InvokeAsync(session);
                }

                return session;
            },
            new RestartableSessionOptions { MaxSetUpFailures = 2 },
            TestContext.Current.CancellationToken);
        NativeCrashException first = await Assert.ThrowsAsync<NativeCrashException>(() => kept.UseAsync(session => FaultCall.Read("abort_now()").InvokeAsync(session)));

        int uses = 0;
        for (int i = 0; i < 2; i++)
        {
            WorkerLostException failed = await Assert.ThrowsAsync<WorkerLostException>(() => kept.UseAsync(_ => Task.FromResult(uses++)));
            Assert.False(failed.Started);
            Assert.Contains("failed: null_read crashed: SIGSEGV", failed.Message, StringComparison.Ordinal);
            Assert.IsType<NativeCrashException>(failed.InnerException);

            // What was lost is what the first worker had, not what the trials did.
            Assert.Same(first.Report, failed.Loss!.Report);
        }

        WorkerLostException givenUp = await Assert.ThrowsAsync<WorkerLostException>(() => kept.UseAsync(_ => Task.FromResult(uses++)));
        Assert.Contains("failed 2 times in a row, which is the limit", givenUp.Message, StringComparison.Ordinal);
        Assert.Equal((3, 0), (setUps, uses));
        await Eventually.HoldsAsync(() => recorded.Recording.Crashes.Length >= 3, () => $"{recorded.Recording.Crashes.Length} crashes were told.");
        Assert.Equal(3, recorded.Recording.Crashes.Length);

        // The places of the failed ones are free again.
        Assert.Equal(5, (int)await (await recorded.Host.FaultAsync("int add(int a, int b)")).InvokeAsync(2, 3));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_spent_restart_budget_refuses_another_worker_and_uses_no_trial_of_the_set_up()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with
        {
            RestartBudget = new RestartBudget { Restarts = 1, Window = TimeSpan.FromMinutes(1), Break = TimeSpan.FromSeconds(30) },
            Spares = 0,
        });
        await using RestartableSession<Counter> kept = await recorded.Host.OpenRestartableSessionAsync(Counter.OpenAsync, cancellationToken: TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<NativeCrashException>(() => kept.UseAsync(counter => counter.CrashAsync()));
        Exception? refused = null;
        for (int i = 0; i < 5 && refused is null; i++)
        {
            refused = await Record.ExceptionAsync(() => kept.UseAsync(counter => counter.CrashAsync())) as WorkerUnavailableException;
        }

        Assert.NotNull(refused);
        Assert.InRange(Counter.Opened, 1, 4);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_set_up_that_uses_its_own_session_is_refused_and_does_not_wait_for_itself()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        RestartableSession<NativeSession>? own = null;
        await using RestartableSession<NativeSession> kept = await recorded.Host.OpenRestartableSessionAsync(async session =>
        {
            if (own is not null)
            {
                await own.UseAsync(_ => Task.CompletedTask);
            }

            return session;
        });
        own = kept;
        await Assert.ThrowsAsync<NativeCrashException>(() => kept.UseAsync(session => FaultCall.Read("null_read()").InvokeAsync(session)));
        WorkerLostException failed = await Assert.ThrowsAsync<WorkerLostException>(() => kept.UseAsync(_ => Task.CompletedTask));
        Assert.IsType<InvalidOperationException>(failed.InnerException);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_cannot_be_set_up_at_first_is_not_opened_and_a_disposed_one_is_not_used()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxSessions = 1 });
        await Assert.ThrowsAsync<NativeCrashException>(() => recorded.Host.OpenRestartableSessionAsync(session => FaultCall.Read("null_read()").InvokeAsync(session)));
        Assert.Throws<ArgumentException>(() => recorded.Host.OpenRestartableSession(session => session, new RestartableSessionOptions { MaxSetUpFailures = 0 }));
        RestartableSession<NativeSession> kept = recorded.Host.OpenRestartableSession(session => session);
        int worker = kept.Session.ProcessId;
        kept.Dispose();
        Assert.Throws<ObjectDisposedException>(() => kept.Use(_ => { }));
        await ProcessTable.AreGoneAsync(worker);
    }

    /// <summary>State of a library: a counter that starts at 10.</summary>
    private sealed class Counter(NativeSession session, NativeFunction next, NativeHandle handle)
    {
        private static readonly AsyncLocal<int[]?> s_opened = new();

        /// <summary>How many this test has opened.</summary>
        public static int Opened => s_opened.Value![0];

        public static Func<NativeSession, Task<Counter>> OpenAsync
        {
            get
            {
                int[] opened = s_opened.Value = [0];
                return async session =>
                {
                    Interlocked.Increment(ref opened[0]);
                    NativeFunction make = await session.FaultAsync("__attribute__((malloc(counter_close))) void *counter_open(int start)");
                    return new Counter(session, await session.FaultAsync("int counter_next(void *counter)"), (await make.InvokeAsync(10)).Handle!);
                };
            }
        }

        public async Task<int> NextAsync() => (int)await next.InvokeAsync(handle);

        public Task CrashAsync() => FaultCall.Read("null_read()").InvokeAsync(session);
    }
}
