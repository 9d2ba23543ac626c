using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Supervision;

/// <summary>The ledger notices what it is there to notice.</summary>
public sealed class OutcomeLedgerTests
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_call_that_is_never_settled_is_named()
    {
        var ledger = new OutcomeLedger();
        _ = ledger.TryAsync("the lost one", () => new TaskCompletionSource<int>().Task);
        Assert.Equal("the lost one was sent and never settled.", Assert.Single(await ledger.CloseAsync(Patience.Expected)));
        Assert.Equal((1, 0), (ledger.Sent, ledger.Settled));
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(0, false, "ended as Completed, and ran 0 times.")]
    [InlineData(1, false, null)]
    [InlineData(2, false, "ended as Completed, and ran 2 times.")]
    [InlineData(0, true, null)]
    [InlineData(1, true, "ended as Disposed, and ran 1 times.")]
    public async Task A_call_that_ran_other_than_its_outcome_says_is_named(int runs, bool isRefused, string? mistake)
    {
        var ledger = new OutcomeLedger();
        string mark = OwnTemporaryFolder.NewFile();
        await File.WriteAllTextAsync(mark, new string('x', runs));
        await ledger.TryAsync("it", () => isRefused ? Task.FromException<int>(new ObjectDisposedException("host")) : Task.FromResult(1), mark);
        Assert.Equal(mistake is null ? [] : [$"it {mistake}"], await ledger.CloseAsync());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_death_that_two_calls_are_told_as_their_own_is_named()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        NativeFunction crash = await recorded.Host.FaultAsync("int null_read(void)");
        NativeCrashException thrown = await Assert.ThrowsAsync<NativeCrashException>(async () => await crash.InvokeAsync());
        var ledger = new OutcomeLedger();
        await ledger.TryAsync("the culprit", () => Task.FromException<int>(thrown));
        await ledger.TryAsync("the other", () => Task.FromException<int>(thrown));
        Assert.Contains("told to the other as its doing, and to the culprit before", Assert.Single(await ledger.CloseAsync()), StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_no_call_ends_with_is_named()
    {
        var ledger = new OutcomeLedger();
        Assert.Equal(OutcomeKind.Other, await ledger.TryAsync("it", () => Task.FromException<int>(new TimeoutException("of Polly"))));
        Assert.Contains("of Polly", Assert.Single(await ledger.CloseAsync()), StringComparison.Ordinal);
    }
}
