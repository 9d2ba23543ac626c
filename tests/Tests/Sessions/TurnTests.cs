using FfiIsolation.Sessions;

namespace FfiIsolation.Tests.Sessions;

public sealed class TurnTests
{
    private static readonly TimeSpan Unexpected = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task One_is_in_at_a_time_and_the_next_is_who_came_first()
    {
        var turn = new Turn();
        Assert.True(turn.TryEnter());
        Assert.False(turn.TryEnter());
        Task first = turn.EnterAsync(default), second = turn.EnterAsync(default);
        turn.Exit();
        await first.WaitAsync(Unexpected);
        Assert.False(second.IsCompleted);
        Assert.False(turn.TryEnter());
        turn.Exit();
        await second.WaitAsync(Unexpected);
        turn.Exit();
        Assert.True(turn.TryEnter());
    }

    [Fact]
    public void Who_is_interrupted_while_he_waits_is_not_in_and_holds_up_nobody()
    {
        var turn = new Turn();
        Assert.True(turn.TryEnter());
        Exception? thrown = null;
        var waiting = new Thread(() => thrown = Record.Exception(turn.Enter));
        waiting.Start();
        waiting.Interrupt();
        Assert.True(waiting.Join(Unexpected));
        Assert.IsType<ThreadInterruptedException>(thrown);
        Assert.False(turn.TryEnter());
        turn.Exit();
        Assert.True(SpinWait.SpinUntil(turn.TryEnter, Unexpected));
    }

    [Fact]
    public async Task Who_gives_up_waiting_is_passed_over()
    {
        var turn = new Turn();
        Assert.True(turn.TryEnter());
        using var tired = new CancellationTokenSource();
        Task gone = turn.EnterAsync(tired.Token), next = turn.EnterAsync(default);
        await tired.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone.WaitAsync(Unexpected));
        turn.Exit();
        await next.WaitAsync(Unexpected);
        turn.Exit();
        Assert.True(turn.TryEnter());
    }

    [Fact]
    public async Task Once_turns_have_ended_everybody_is_let_in()
    {
        var turn = new Turn();
        Assert.True(turn.TryEnter());
        using var patient = new CancellationTokenSource();
        Task waiting = turn.EnterAsync(default), cancellable = turn.EnterAsync(patient.Token);
        turn.EndTurns();
        await Task.WhenAll(waiting, cancellable).WaitAsync(Unexpected);
        Assert.True(turn.TryEnter());
        await turn.EnterAsync(default).WaitAsync(Unexpected);
        turn.Exit();
        Assert.True(turn.TryEnter());
    }

    [Fact]
    public async Task Nobody_meets_another_inside_whichever_way_they_come()
    {
        var turn = new Turn();
        int inside = 0, met = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(who => Task.Run(async () =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                if (!turn.TryEnter())
                {
                    await turn.EnterAsync(who == 0 ? new CancellationTokenSource().Token : default);
                }

                met += Interlocked.Increment(ref inside) - 1;
                Interlocked.Decrement(ref inside);
                turn.Exit();
            }
        }))).WaitAsync(Unexpected);
        Assert.Equal(0, met);
        Assert.True(turn.TryEnter());
    }
}
