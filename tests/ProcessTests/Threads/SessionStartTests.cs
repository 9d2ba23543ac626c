using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Threads;

public sealed class SessionStartTests
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_session_starts_in_a_worker_that_has_run_no_call()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1, Spares = 0 });
        NativeFunction count = await recorded.Host.FaultAsync("int next_count(void)");
        int first = (int)await count.InvokeAsync();
        Assert.Equal(first + 1, (int)await count.InvokeAsync());

        await using NativeSession session = await recorded.Host.OpenSessionAsync();
        NativeFunction own = await session.FaultAsync("int next_count(void)");
        Assert.Equal(first, (int)await own.InvokeAsync());
    }
}
