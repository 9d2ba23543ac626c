using FfiIsolation.Measuring;

namespace FfiIsolation.Tests.Measuring;

/// <summary>With a clock that goes on only by what the operations say that they take.</summary>
public sealed class MeterTests
{
    private static readonly Budget s_budget = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10), MinSamples: 3, Limit: TimeSpan.FromSeconds(1), Turn: TimeSpan.FromMilliseconds(2));

    private readonly ManualTime _time = new();
    private long _allocated;

    [Fact]
    public async Task A_short_operation_is_timed_in_blocks()
    {
        Measurement measured = await Measure(nanoseconds: 10, bytes: 24);
        Assert.Equal(5_000, measured.OperationsPerSample); // 50 µs by 10 ns
        Assert.Equal(200, measured.Samples);               // 10 ms by 50 µs
        Assert.Equal(new Measurement(10, 10, 24, 200, 5_000), measured);
    }

    [Fact]
    public async Task A_slow_spell_at_the_end_of_the_warm_up_does_not_decide_about_the_blocks()
    {
        Measurement measured = await Meter().MeasureAsync(count =>
        {
            _time.Advance((_time.GetTimestamp() is > 500_000 and < 1_000_000 ? 3_000 : 10) * count);
            return default;
        });
        Assert.Equal(5_000, measured.OperationsPerSample);
    }

    [Fact]
    public async Task A_long_operation_is_timed_alone() =>
        Assert.Equal(new Measurement(2_000, 2_000, 100, 5_000, 1), await Measure(nanoseconds: 2_000, bytes: 100));

    [Fact]
    public async Task A_very_long_operation_is_made_as_often_as_needed() => Assert.Equal(3, (await Measure(nanoseconds: 100_000_000, bytes: 0)).Samples);

    [Fact]
    public async Task But_not_longer_than_the_limit() => Assert.Equal(1, (await Measure(nanoseconds: 1_500_000_000, bytes: 0)).Samples);

    [Fact]
    public async Task The_99th_percentile_tells_of_slow_ones()
    {
        int calls = 0;
        Measurement measured = await Meter().MeasureAsync(count =>
        {
            for (int i = 0; i < count; i++)
            {
                _time.Advance(calls++ % 50 == 0 ? 90_000 : 2_000);
            }

            return default;
        });
        Assert.Equal((2_000.0, 90_000.0), (measured.P50Nanoseconds, measured.P99Nanoseconds));
    }

    [Fact]
    public async Task What_lies_between_is_not_timed_and_each_operation_is_a_sample()
    {
        Measurement measured = await Meter().MeasureAsync(
            count =>
            {
                _time.Advance(10 * count);
                return default;
            },
            () =>
            {
                _time.Advance(1_000_000);
                return default;
            });
        Assert.Equal((10.0, 1), (measured.P50Nanoseconds, measured.OperationsPerSample));
    }

    [Fact]
    public async Task An_operation_that_does_many_things_is_measured_for_one()
    {
        Measurement measured = await Meter().MeasureAsync(Operation(nanoseconds: 1_000_000, bytes: 5_000), operationsPerRun: 1_000);
        Assert.Equal((1_000.0, 5.0, 1_000), (measured.P50Nanoseconds, measured.AllocatedBytes, measured.OperationsPerSample));
    }

    [Fact]
    public async Task What_completes_later_is_waited_for()
    {
        Measurement measured = await Meter().MeasureAsync(async count =>
        {
            await Task.Yield();
            _time.Advance(2_000 * count);
        });
        Assert.Equal(2_000, measured.P50Nanoseconds);
    }

    [Fact]
    public async Task An_operation_that_fails_ends_the_measurement() => await Assert.ThrowsAsync<TimeZoneNotFoundException>(
        () => Meter().MeasureAsync(_ => throw new TimeZoneNotFoundException()));

    [Fact]
    public async Task Two_that_take_turns_run_by_turns_and_each_counts_its_own_time_and_bytes()
    {
        var turns = new Turns(2, _time);
        var order = new List<char>();
        Task<Measurement> first = Task.Factory.StartNew(() => InTurnAsync('a', turns.All[0], nanoseconds: 10, bytes: 0), TaskCreationOptions.LongRunning).Unwrap();
        Task<Measurement> second = Task.Factory.StartNew(() => InTurnAsync('b', turns.All[1], nanoseconds: 2_000, bytes: 100), TaskCreationOptions.LongRunning).Unwrap();
        Measurement[] measured = await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(30));

        // 10 ms each, in turns of 2 ms: both once to warm up, then five each by turns.
        Assert.Equal("ab" + "ababababab", new string([.. order]));
        Assert.Equal(new Measurement(10, 10, 0, 200, 5_000), measured[0]);
        Assert.Equal(new Measurement(2_000, 2_000, 100, 5_000, 1), measured[1]);

        async Task<Measurement> InTurnAsync(char name, Turn turn, long nanoseconds, long bytes)
        {
            await turn.BeginAsync();
            try
            {
                Func<int, ValueTask> operation = Operation(nanoseconds, bytes);
                return await new Meter(_time, () => _allocated, s_budget, turn).MeasureAsync(count =>
                {
                    if (order.Count == 0 || order[^1] != name)
                    {
                        order.Add(name);
                    }

                    return operation(count);
                });
            }
            finally
            {
                turn.End();
            }
        }
    }

    [Fact]
    public async Task One_that_ends_gives_the_turn_on_and_the_last_one_keeps_it()
    {
        var turns = new Turns(2, _time);
        await turns.All[0].BeginAsync();
        turns.All[0].End();
        await turns.All[1].BeginAsync();
        Assert.False(await turns.All[1].PassAsync());
    }

    [Fact]
    public void How_long_the_turn_is_held_is_known()
    {
        var turns = new Turns(1, _time);
        _time.Advance(3_000_000_000);
        Assert.Equal(TimeSpan.FromSeconds(3), turns.HeldFor);
        turns.All[0].End();
        Assert.Equal(TimeSpan.Zero, turns.HeldFor);
    }

    private Task<Measurement> Measure(long nanoseconds, long bytes) => Meter().MeasureAsync(Operation(nanoseconds, bytes));

    private Func<int, ValueTask> Operation(long nanoseconds, long bytes) => count =>
    {
        _time.Advance(nanoseconds * count);
        _allocated += bytes * count;
        return default;
    };

    private Meter Meter() => new(_time, () => _allocated, s_budget);
}
