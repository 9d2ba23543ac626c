using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Catalogue;

/// <summary>native/faults/callbacks.c: longjmp past frames that are not the library's own.</summary>
public sealed class JumpTests
{
    // The call that jumped away never ends, and the one around it, which goes on in its place, cannot: its answer would be for a frame that nobody looks at.
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_jump_past_a_callback_is_ended_by_the_timeout()
    {
        await using FaultScene scene = await FaultScene.OpenAsync();
        await using NativeSession session = await scene.Host.OpenSessionAsync();
        NativeFunction over = await session.FaultAsync(Faults.PrototypeOf("jump_over_callback")), back = await session.FaultAsync(Faults.PrototypeOf("jump_back"));
        var options = new CallOptions { Timeout = TimeSpan.FromSeconds(1) };
        var within = new TaskCompletionSource<CallTimeoutException>(TaskCreationOptions.RunContinuationsAsynchronously);
        NativeCallback jumps = NativeCallback.Of((int value) =>
        {
            within.SetResult(Assert.Throws<CallTimeoutException>(() => back.Invoke(options)));
            return value;
        });
        CallTimeoutException outer = await Assert.ThrowsAsync<CallTimeoutException>(() => over.InvokeAsync(options, jumps, 1).AsTask());

        // The delegate is on a thread of its own, and hears of it at its own time.
        CallTimeoutException inner = await within.Task.WaitAsync(Patience.Unexpected, TestContext.Current.CancellationToken);
        Assert.Contains("jump_back did not return within 1 s", inner.Message, StringComparison.Ordinal);
        Assert.Contains("jump_over_callback did not return within 1 s", outer.Message, StringComparison.Ordinal);
        Assert.Equal((session.ProcessId, KillReason.Timeout), (outer.Report.ProcessId, outer.Report.KillReason!.Value));
        await ProcessTable.AreGoneAsync(session.ProcessId);
    }
}
