using FfiIsolation.ProcessTests.Support;
using static FfiIsolation.ProcessTests.Crashes.CrashHost;

namespace FfiIsolation.ProcessTests.Crashes;

/// <summary>native/faults/abort.c, heap.c, stack.c, fortify.c, output.c. The messages are those of glibc's malloc.c, assert.c and fortify_fail.c.</summary>
public sealed class AbortTests(CrashHost host) : IClassFixture<CrashHost>
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task An_abort_without_a_word_is_an_abort()
    {
        CrashReport report = await host.CrashAsync("void abort_now(void)");
        AssertAbort(report, CrashCause.Abort, "abort_now");
        Assert.Null(report.AbortMessage);
        Assert.Equal("", report.LastWords);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_failed_assertion_is_quoted()
    {
        CrashReport report = await host.CrashAsync("void assert_positive(int value)", -3);
        AssertAbort(report, CrashCause.AssertionFailed, "assert_positive");
        Assert.Contains("Assertion `value > 0' failed", report.AbortMessage, StringComparison.Ordinal);
        Assert.Contains("Assertion `value > 0' failed", report.LastWords, StringComparison.Ordinal);
        Assert.Contains("Assertion `value > 0' failed", report.ToString(), StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("double_free", "double free detected")]
    [InlineData("double_free_later", "double free or corruption")]
    [InlineData("free_of_stack", "free\\(\\): invalid (pointer|size)|munmap_chunk\\(\\): invalid pointer")]
    [InlineData("free_of_middle", "free\\(\\): invalid (pointer|size)|munmap_chunk\\(\\): invalid pointer")]
    [InlineData("heap_overrun", "corrupted size vs. prev_size|invalid next size|invalid size")]
    public async Task Heap_misuse_is_told_in_glibcs_words(string function, string message)
    {
        CrashReport report = await host.CrashAsync($"void {function}(void)");
        AssertAbort(report, CrashCause.HeapCorruption, function);
        Assert.Matches(message, report.AbortMessage);
        Assert.Matches(message, report.LastWords);
        AssertHint(report, "glibc checked its heap");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_read_of_memory_given_back_is_reported()
    {
        CrashReport report = await host.CrashAsync("int use_after_free(void)");
        AssertSignal(report, "SIGSEGV", "SEGV_MAPERR", CrashCause.WildPointer, "use_after_free");
        Assert.Equal(FaultAccess.Read, report.Access);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_pointer_in_a_reused_object_is_reported()
    {
        CrashReport report = await host.CrashAsync("int use_after_free_object(void)");
        AssertSignal(report, "SIGSEGV", "SI_KERNEL", CrashCause.NonCanonicalAddress, "use_after_free_object");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_smashed_stack_is_found_by_the_protector()
    {
        CrashReport report = await host.CrashAsync("void smash_stack(size_t count)", 40);
        Assert.Equal(("SIGABRT", CrashCause.StackSmashing), (report.SignalName, report.Cause));
        Assert.Contains("stack smashing detected", report.AbortMessage, StringComparison.Ordinal);
        Assert.Contains(report.Stack, frame => frame.Symbol == "smash_stack");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_fortified_copy_is_refused_by_glibc()
    {
        CrashReport report = await host.CrashAsync("void fortify_overflow(const char *text)", "longer than seven");
        AssertAbort(report, CrashCause.BufferOverflowCheck, "fortify_overflow");
        Assert.Contains("buffer overflow detected", report.AbortMessage, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_a_library_says_before_it_aborts_is_its_last_words()
    {
        CrashReport report = await host.CrashAsync("int complain_and_abort(const char *text)", "the disk is full of eels");
        AssertAbort(report, CrashCause.Abort, "complain_and_abort");
        Assert.EndsWith("the disk is full of eels", report.LastWords, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Last_words_are_the_bounded_end_of_a_flood()
    {
        await using NativeSession session = await host.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction flood = await session.FaultAsync("void flood_stderr(size_t size)");
        await flood.InvokeAsync(1_000_000);
        NativeFunction complain = await session.FaultAsync("int complain_and_abort(const char *text)");
        NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(async () => await complain.InvokeAsync("the end"));
        Assert.InRange(crash.Report.LastWords.Length, 1000, 8192);
        Assert.EndsWith("the end", crash.Report.LastWords, StringComparison.Ordinal);
    }
}
