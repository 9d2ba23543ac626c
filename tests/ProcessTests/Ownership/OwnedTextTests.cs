using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Ownership;

/// <summary>Text whose prototype says what frees it: the caller gets a copy, and native/faults/ownership.c counts that the original is freed exactly once.</summary>
public sealed class OwnedTextTests : IAsyncLifetime
{
    private const string OwnedText = "char *owned_text(const char *text) __attribute__((malloc(owned_free)))";

    private RecordedHost _recorded = null!;
    private NativeSession _session = null!;

    // One worker: the counts are its own.
    public async ValueTask InitializeAsync()
    {
        _recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1, Spares = 0 });
        _session = await _recorded.Host.OpenSessionAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _recorded.DisposeAsync();
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task It_is_copied_and_then_freed_once(bool inSession, bool isAsync)
    {
        NativeFunction text = await FaultAsync(inSession, OwnedText);
        for (int i = 1; i <= 3; i++)
        {
            NativeResult result = isAsync ? await text.InvokeAsync("Käse") : text.Invoke("Käse");
            Assert.Equal("Käse", (string?)result);
            Assert.Equal("Käse", result.Value);
            Assert.Equal((0, i), await CountsAsync(inSession));
        }
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_has_no_pointer_and_no_handle(bool inSession)
    {
        NativeResult result = (await FaultAsync(inSession, OwnedText)).Invoke("text");
        Assert.Contains("freed by owned_free", Assert.Throws<InvalidOperationException>(() => result.Pointer).Message, StringComparison.Ordinal);
        Assert.Contains("freed by owned_free", Assert.Throws<InvalidOperationException>(() => result.Handle).Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Null_is_freed_by_nobody(bool inSession)
    {
        NativeResult result = (await FaultAsync(inSession, OwnedText)).Invoke(NativePointer.Null);
        Assert.Null(result.Text);
        Assert.True(result.Pointer.IsNull);
        Assert.Null(result.Handle);
        Assert.Equal((0, 0), await CountsAsync(inSession));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Text_that_was_cut_is_freed_as_well()
    {
        await using RecordedHost small = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1, MaxTextBytes = 4096 });
        NativeResult result = (await small.Host.FaultAsync(OwnedText)).Invoke(new string('x', 10_000));
        Assert.Equal(4096, result.Text!.Length);
        Assert.Contains("cut", result.Warning, StringComparison.Ordinal);
        Assert.Equal(0, (int)(await small.Host.FaultAsync("int owned_alive(void)")).Invoke());
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_function_that_frees_it_is_borrowed(bool inSession)
    {
        NativeFunction text = await FaultAsync(inSession, "char *owned_text(const char *text) __attribute__((malloc))");
        NativeResult result = text.Invoke("text");
        Assert.False(result.Pointer.IsNull);
        Assert.Contains("borrowed", Assert.Throws<InvalidOperationException>(() => result.Handle).Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), await CountsAsync(inSession));
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_while_it_is_read_takes_the_worker_along(bool inSession)
    {
        NativeFunction wild = await FaultAsync(inSession, "char *owned_wild_text(void) __attribute__((malloc(owned_free)))");
        NativeCrashException crash = Assert.Throws<NativeCrashException>(() => wild.Invoke());
        await ProcessTable.AreGoneAsync(crash.Report.ProcessId);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_crash_of_the_function_that_frees_it_is_the_outcome_of_the_call(bool inSession, bool isAsync)
    {
        NativeFunction text = await FaultAsync(inSession, "char *owned_text(const char *text) __attribute__((malloc(crashing_free)))");
        NativeCrashException crash = isAsync
            ? await Assert.ThrowsAsync<NativeCrashException>(async () => await text.InvokeAsync("text"))
            : Assert.Throws<NativeCrashException>(() => text.Invoke("text"));
        Assert.Equal("crashing_free", crash.Report.Call?.Function);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_C_librarys_own_functions_are_freed_by_free()
    {
        NativeFunction strdup = await (await _session.LoadAsync("c", cancellationToken: TestContext.Current.CancellationToken))
            .FunctionAsync("char *strdup(const char *s) __attribute__((malloc(free), nonnull))", cancellationToken: TestContext.Current.CancellationToken);
        Assert.All(Enumerable.Range(0, 1000), i => Assert.Equal($"text {i}", (string?)strdup.Invoke($"text {i}")));
    }

    // Which of its two libraries has free is not the application's business.
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_function_that_frees_may_be_in_another_library()
    {
        NativeFunction make = await _session.FaultAsync("char *owned_text(const char *text) __attribute__((malloc(free)))");
        Assert.Equal("text", (string?)make.Invoke("text"));
        Assert.Equal((1, 0), await CountsAsync(inSession: true)); // free does not count
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_missing_function_that_frees_is_told_when_the_function_is_bound(bool inSession)
    {
        SymbolNotFoundException missing = await Assert.ThrowsAsync<SymbolNotFoundException>(
            () => FaultAsync(inSession, "char *owned_text(const char *text) __attribute__((malloc(owned_fre)))"));
        Assert.Equal("owned_fre", missing.Symbol);
        Assert.Contains("what frees the memory of owned_text", missing.Message, StringComparison.Ordinal);
        Assert.Contains("owned_free", missing.NearNames);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_function_that_wants_more_than_the_pointer_is_refused()
    {
        CallRejectedException refused = await Assert.ThrowsAsync<CallRejectedException>(
            () => FaultAsync(inSession: true, "char *owned_text(const char *text) __attribute__((malloc(pool_free, 2)))"));
        Assert.Contains("malloc(pool_free, 2)", refused.Message, StringComparison.Ordinal);
    }

    private Task<NativeFunction> FaultAsync(bool inSession, string prototype) =>
        inSession ? _session.FaultAsync(prototype) : _recorded.Host.FaultAsync(prototype);

    private async Task<(int Alive, int Frees)> CountsAsync(bool inSession) =>
        ((int)(await FaultAsync(inSession, "int owned_alive(void)")).Invoke(), (int)(await FaultAsync(inSession, "int owned_frees(void)")).Invoke());
}
