using FfiIsolation.Resilience.Soak;

namespace FfiIsolation.Tests.Resilience;

/// <summary>Loops that are stopped between two of their steps.</summary>
public sealed class GateTests
{
    [Fact]
    public void An_open_gate_lets_everybody_pass() => Assert.True(new Gate(2).PassAsync().IsCompleted);

    [Fact]
    public async Task A_closed_gate_holds_each_loop_until_all_of_them_are_there_and_it_opens()
    {
        var gate = new Gate(2);
        Task all = gate.CloseAsync();
        Task first = gate.PassAsync();
        Assert.False(all.IsCompleted);
        Task second = gate.PassAsync();
        await all.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.False(first.IsCompleted || second.IsCompleted);
        gate.Open();
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.True(gate.PassAsync().IsCompleted);
    }

    [Fact]
    public async Task A_loop_that_has_ended_is_not_waited_for()
    {
        var gate = new Gate(2);
        Task all = gate.CloseAsync();
        _ = gate.PassAsync();
        gate.Leave();
        await all.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        gate.Open();
        Task again = gate.CloseAsync();
        _ = gate.PassAsync();
        await again.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }
}
