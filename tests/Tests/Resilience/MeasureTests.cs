using FfiIsolation.Resilience.Soak;

namespace FfiIsolation.Tests.Resilience;

/// <summary>What a soak takes for growth of each thing that it measures, by made-up samples: an hour of them, 240, and the two minutes of CI, 12.</summary>
public sealed class MeasureTests
{
    private const int Hour = 240;
    private const int Minutes = 12;
    private const long Mebibyte = 1 << 20;

    public static TheoryData<string> Names() => [.. Measure.All.Select(measure => measure.Name)];

    [Theory]
    [InlineData(Hour)]
    [InlineData(Minutes)]
    public void What_stays_the_same_is_no_growth(int samples) => Assert.Empty(Grown(samples, (sample, _) => sample));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_slow_leak_is_told_by_name_after_an_hour(string name) => Assert.Equal([name], Grown(Hour, (sample, i) => Leaking(name, sample, i)));

    /// <summary>Below what comes and goes too: what is lowest counts.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_slow_leak_is_told_under_noise(string name) => Assert.Equal([name], Grown(Hour, (sample, i) => Leaking(name, Noisy(sample, i), i)));

    [Fact]
    public void What_leaks_together_is_told_together() =>
        Assert.Equal(["threads", "mappings"], Grown(Hour, (sample, i) => sample with { Threads = sample.Threads + (i / 15), Mappings = sample.Mappings + (i / 15 * 4) }));

    [Fact]
    public void In_two_minutes_only_a_fast_leak_is_told()
    {
        Assert.Empty(Grown(Minutes, (sample, i) => sample with { Descriptors = sample.Descriptors + i }));
        Assert.Equal(["descriptors, but workers'"], Grown(Minutes, (sample, i) => sample with { Descriptors = sample.Descriptors + (10 * i) }));
        Assert.Equal(["temporary files"], Grown(Minutes, (sample, i) => sample with { TemporaryFiles = i / 4 }));
    }

    [Theory]
    [InlineData(Hour)]
    [InlineData(Minutes)]
    public void Noise_is_no_growth(int samples) => Assert.Empty(Grown(samples, Noisy));

    /// <summary>Also where it happens to be three at first and four from then on. Eight descriptors of the host come with each.</summary>
    [Theory]
    [InlineData(Hour, 0)]
    [InlineData(Hour, 1)]
    [InlineData(Hour, 2)]
    [InlineData(Minutes, 0)]
    [InlineData(Minutes, 1)]
    [InlineData(Minutes, 2)]
    public void Three_workers_or_four_at_rest_are_no_growth(int samples, int turn) => Assert.Empty(Grown(samples, (sample, i) => turn switch
    {
        0 => With(sample, 3 + (i % 2)),
        1 => With(sample, i < samples / 2 ? 3 : 4),
        _ => With(sample, i < samples * 2 / 3 ? 3 : 4),
    }));

    [Fact]
    public void Descriptors_that_leak_are_told_whether_three_workers_are_at_rest_or_four() =>
        Assert.Equal(["descriptors, but workers'"], Grown(Hour, (sample, i) => With(sample, 3 + (i / 7 % 2)) is var four ? four with { Descriptors = four.Descriptors + (i / 10) } : sample));

    /// <summary>What a large process keeps for now is a small part of it.</summary>
    [Fact]
    public void Resident_memory_may_grow_by_a_tenth() =>
        Assert.Empty(Grown(Hour, (sample, i) => sample with { ResidentBytes = (1000 * Mebibyte) + (i * Mebibyte / 2) }));

    [Fact]
    public void Warming_up_is_no_growth() =>
        Assert.Empty(Grown(Hour, (sample, i) => i < Hour / 3 ? sample with { ManagedBytes = i * Mebibyte / 100, Threads = 5, Mappings = 300, Descriptors = 90 } : sample));

    private static string[] Grown(int samples, Func<Sample, int, Sample> change)
    {
        var flat = new Sample(default, 0, 3 * Mebibyte, 125 * Mebibyte, 3 * 26 * Mebibyte, 171, 23, 3, 803, 0);
        Sample[] taken = [.. Enumerable.Range(0, samples).Select(i => change(flat with { Calls = 1000 * i }, i))];
        return [.. Measure.All.Where(measure => measure.Judge(taken).IsTrend).Select(measure => measure.Name)];
    }

    private static Sample Leaking(string name, Sample sample, int i) => name switch
    {
        "managed heap" => sample with { ManagedBytes = sample.ManagedBytes + (i * Mebibyte / 10) },
        "resident" => sample with { ResidentBytes = sample.ResidentBytes + (i * Mebibyte / 2) },
        "resident, a worker" => sample with { WorkerBytes = sample.WorkerBytes + (i * sample.Workers * Mebibyte / 4) },
        "descriptors, but workers'" => sample with { Descriptors = sample.Descriptors + (i / 10) },
        "threads" => sample with { Threads = sample.Threads + (i / 15) },
        "workers" => sample with { Workers = sample.Workers + (i / 30), Descriptors = sample.Descriptors + (i / 30 * 8), WorkerBytes = sample.WorkerBytes / sample.Workers * (sample.Workers + (i / 30)) },
        "mappings" => sample with { Mappings = sample.Mappings + (i / 3) },
        "temporary files" => sample with { TemporaryFiles = i / 60 },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Say here how it leaks."),
    };

    private static Sample With(Sample sample, int workers) => sample with { Workers = workers, Descriptors = sample.Descriptors + (8 * (workers - sample.Workers)), WorkerBytes = workers * 26 * Mebibyte };

    /// <summary>Up from what there is at rest, by as much as was seen in soaks, the same in each run. Each thing is at rest in one of eleven samples or more.</summary>
    private static Sample Noisy(Sample sample, int i)
    {
        int Up(int most, int prime) => (int)((long)i * i * prime % 11 * most / 10);
        return sample with
        {
            ManagedBytes = sample.ManagedBytes + (Up(30, 3) * Mebibyte),
            ResidentBytes = sample.ResidentBytes + (Up(40, 5) * Mebibyte),
            WorkerBytes = sample.WorkerBytes + (Up(30, 7) * Mebibyte),
            Descriptors = sample.Descriptors + Up(20, 2),
            Threads = sample.Threads + Up(6, 13),
            Mappings = sample.Mappings + Up(60, 17),
        };
    }
}
