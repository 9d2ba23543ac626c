using System.Globalization;
using FfiIsolation.ProcessTests.Support;
using static FfiIsolation.ProcessTests.Crashes.CrashHost;

namespace FfiIsolation.ProcessTests.Catalogue;

/// <summary>native/faults/scribbles.c, descriptors.c, and of heap.c and leaving.c what damages more than one call.</summary>
public sealed class DamageTests
{
    private static readonly TimeSpan s_noAnswer = TimeSpan.FromSeconds(2);

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_heap_damaged_by_one_call_is_noticed_by_another_and_the_report_names_both()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        await using NativeSession session = await scene.Host.OpenSessionAsync();
        Assert.Equal(0, (int)await FaultCall.Read("damage_heap()").InvokeAsync(session));
        Assert.Equal(5, (int)await FaultCall.Read("add(2, 3)").InvokeAsync(session));
        CrashReport report = (await Assert.ThrowsAsync<NativeCrashException>(() => FaultCall.Read("free_damaged()").InvokeAsync(session))).Report;
        AssertAbort(report, CrashCause.HeapCorruption, "free_damaged");
        Assert.Contains("damage_heap", report.LastCalls);
        AssertHint(report, "an earlier one may have done it");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_stack_written_over_from_here_up_is_told_with_what_stands_there()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        CrashReport report = await scene.CrashAsync("return_into_text(500)");
        Assert.Equal(("SIGSEGV", CrashCause.NonCanonicalAddress, CrashBlame.Call), (report.SignalName, report.Cause, report.Blame));
        Assert.Equal("return_into_text", report.Stack[0].Symbol);
        AssertHint(report, "The return address on the stack is text (\"AAAAAAAA\")");
    }

    // What a call gets whose lane it has written over depends on the bytes and on the lane. It ends once, and nobody else is hurt.
    [Theory(Timeout = Patience.Deadline)]
    [InlineData(0x00)]
    [InlineData(0x01)]
    [InlineData(0x7F)]
    [InlineData(0xA5)]
    [InlineData(0xFF)]
    public async Task The_shared_segment_written_over_harms_no_other_call(int value)
    {
        await using FaultScene scene = await FaultScene.OpenAsync(RecordedHost.Options with { MaxWorkers = 1, Spares = 0 });
        try
        {
            int written = (int)await scene.CallAsync(string.Create(CultureInfo.InvariantCulture, $"scribble_over_segment({value})"), s_noAnswer);
            Assert.InRange(written, 1, 100);
        }
        catch (NativeCrashException crash)
        {
            Assert.Equal(CrashBlame.Call, crash.Report.Blame);
            AssertHint(crash.Report, "memory of the worker itself was written over");
        }
        catch (WorkerLostException lost)
        {
            Assert.True(lost.Started);
        }
        catch (CallTimeoutException late)
        {
            // The worker waits for a word that was written over.
            Assert.Equal("scribble_over_segment", late.Report.Call!.Function);
        }

        for (int i = 0; i < 3; i++)
        {
            await scene.GoesOnAsync();
        }
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(0x00)]
    [InlineData(0xA5)]
    [InlineData(0xFF)]
    public async Task A_crash_after_the_segment_was_written_over_is_put_down_to_its_call(int value)
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        CrashReport report = await scene.CrashAsync(string.Create(CultureInfo.InvariantCulture, $"scribble_and_crash({value})"));
        Assert.Equal(("SIGSEGV", CrashCause.NullPointer, CrashBlame.Call), (report.SignalName, report.Cause, report.Blame));
        Assert.Contains(report.Stack, frame => frame.Symbol == "scribble_and_crash");
        AssertHint(report, "memory of the worker itself was written over");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task All_writable_memory_written_over_ends_the_worker_and_nothing_else()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        CrashReport report = await scene.CrashAsync("scribble_over_everything()");
        Assert.Equal(CrashBlame.Call, report.Blame);
        Assert.NotNull(report.SignalName);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Every_descriptor_closed_loses_a_worker_that_answers_by_its_pipe_and_says_so()
    {
        await using FaultScene scene = await FaultScene.OpenAsync(RecordedHost.Options with { Lane = LaneChoice.Rpc });
        WorkerLostException lost = await scene.FailsAsync<WorkerLostException>("close_every_descriptor()");
        Assert.Equal((true, KillReason.PipeClosed), (lost.Started, lost.Report!.KillReason));
        Assert.Contains("closes descriptors which it did not open", lost.Message, StringComparison.Ordinal);
        await ProcessTable.AreGoneAsync(lost.Report.ProcessId);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Every_descriptor_closed_does_not_keep_a_worker_from_answering_in_shared_memory()
    {
        await using FaultScene scene = await FaultScene.OpenAsync(RecordedHost.Options with { Lane = LaneChoice.SharedMemory });
        await using NativeSession session = await scene.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        await FaultCall.Read("close_every_descriptor()").InvokeAsync(session);
        Assert.Equal(3, (int)await FaultCall.Read("add(1, 2)").InvokeAsync(session));
        Assert.Empty(scene.Recording.Crashes);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Standard_output_closed_costs_the_lines_and_nothing_more()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        await using NativeSession session = await scene.Host.OpenSessionAsync();
        Assert.Equal(0, (int)await FaultCall.Read("close_standard_output()").InvokeAsync(session));
        await FaultCall.Read("write_to_stdout(\"nobody hears this\")").InvokeAsync(session);
        await FaultCall.Read("write_to_stderr(\"this is heard\")").InvokeAsync(session);
        CrashReport report = (await Assert.ThrowsAsync<NativeCrashException>(() => FaultCall.Read("null_read()").InvokeAsync(session))).Report;
        Assert.Contains("this is heard", report.LastWords, StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Recording.Output, line => line.Text.Contains("nobody", StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_flood_on_standard_output_is_read_and_one_without_end_is_ended()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        await scene.CallAsync("flood_stdout(1000000)");
        CrashReport report = (await scene.FailsAsync<CallTimeoutException>("flood_stdout_for_ever()", Patience.Expected)).Report;
        Assert.Equal(KillReason.Timeout, report.KillReason);
        await ProcessTable.AreGoneAsync(report.ProcessId);
    }
}
