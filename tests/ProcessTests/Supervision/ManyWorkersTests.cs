using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Supervision;

public sealed class ManyWorkersTests
{
    private const int Count = 100;

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_hundred_workers_live_at_once_and_all_answer()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(
            RecordedHost.Options with { MaxWorkers = 1, Spares = 0, MaxSessions = Count, StartTimeout = Patience.Unexpected });
        NativeSession[] sessions = await Task.WhenAll(
            Enumerable.Range(0, Count).Select(_ => recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken)));
        try
        {
            int[] sums = await Task.WhenAll(sessions.Select(async (session, i) => (int)await (await session.FaultAsync("int add(int a, int b)")).InvokeAsync(i, 1000)));
            Assert.Equal(Enumerable.Range(1000, Count), sums);
            Assert.Equal(Count, sessions.Select(session => session.ProcessId).Distinct().Count());
            Assert.All(sessions, session => Assert.True(Directory.Exists($"/proc/{session.ProcessId}")));
        }
        finally
        {
            await Task.WhenAll(sessions.Select(session => session.DisposeAsync().AsTask()));
        }
    }
}
