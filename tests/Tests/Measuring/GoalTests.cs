using FfiIsolation.Measuring;

namespace FfiIsolation.Tests.Measuring;

public sealed class GoalTests
{
    private static readonly Dictionary<string, Measurement> s_rows = new()
    {
        ["limit"] = Taking(100),
        ["other"] = Taking(10),
    };

    [Theory]
    [InlineData(200, 2.0, true)]
    [InlineData(201, 2.01, false)]
    public void A_row_is_held_against_another_of_the_same_run(double median, double ratio, bool isMet)
    {
        var goal = Goal.AtMost(2, "limit");
        Assert.Equal(ratio, goal.Ratio(Taking(median), Find));
        Assert.Equal(isMet, goal.IsMet(Taking(median), Find));
        Assert.Equal("<= 2 x limit", goal.ToString());
    }

    [Fact]
    public void A_row_is_held_against_a_sum()
    {
        var goal = Goal.AtMost(1, new GoalTerm("limit", 5), new GoalTerm("other", 100));
        Assert.Equal(2, goal.Ratio(Taking(3_000), Find));
        Assert.False(goal.IsMet(Taking(3_000), Find));
        Assert.Equal("<= 1 x (5 x limit + 100 x other)", goal.ToString());
    }

    [Fact]
    public void Without_the_other_row_nothing_can_be_told()
    {
        var goal = Goal.AtMost(2, "not measured");
        Assert.Null(goal.Ratio(Taking(1), Find));
        Assert.Null(goal.IsMet(Taking(1), Find));
    }

    [Fact]
    public void A_ratio_to_look_at_is_no_goal()
    {
        var beside = Goal.Beside("limit");
        Assert.Equal(3, beside.Ratio(Taking(300), Find));
        Assert.Null(beside.IsMet(Taking(300), Find));
        Assert.Equal("limit", beside.ToString());
    }

    [Theory]
    [InlineData(1_000_000, 10_000_000, true)]
    [InlineData(1_000_001, 10_000_000, false)]
    [InlineData(1_000_000, 10_000_001, false)]
    public void A_fixed_time_holds_for_the_median_and_for_the_99th_percentile(double p50, double p99, bool isMet)
    {
        var goal = Goal.Within(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10));
        Assert.Equal(isMet, goal.IsMet(Taking(p50) with { P99Nanoseconds = p99 }, Find));
        Assert.Equal("<= 1 ms, p99 <= 10 ms", goal.ToString());
    }

    private static Measurement Taking(double nanoseconds) => new(nanoseconds, nanoseconds, 0, 1, 1);

    private static Measurement? Find(string row) => s_rows.GetValueOrDefault(row);
}
