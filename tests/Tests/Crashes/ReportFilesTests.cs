using FfiIsolation.Crashes;
using FfiIsolation.Libraries;

namespace FfiIsolation.Tests.Crashes;

/// <summary>The files of one report have a time together, by the host's clock.</summary>
public sealed class ReportFilesTests
{
    private readonly Clock _clock = new();
    private readonly List<string> _read = [];

    [Fact]
    public void Files_are_opened_until_their_time_is_up_and_those_that_are_open_stay_so()
    {
        var files = new ReportFiles(_clock, Slow);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(i < 3, files.Symbols($"/usr/lib/lib{i}.so") is not null); // two seconds each, five together: begun before they were over
        }

        Assert.True(files.AreIncomplete);
        Assert.NotNull(files.Symbols("/usr/lib/lib0.so"));
        Assert.Null(files.Read("", static _ => "debug information"));
        Assert.Equal(["/usr/lib/lib0.so", "/usr/lib/lib1.so", "/usr/lib/lib2.so"], _read);
    }

    [Fact]
    public void Only_reading_takes_time()
    {
        var files = new ReportFiles(_clock, Slow);
        for (int i = 0; i < 2; i++)
        {
            Assert.NotNull(files.Symbols($"/usr/lib/lib{i}.so"));
            _clock.Now += TimeSpan.FromHours(1); // a report is read when somebody comes to it
        }

        Assert.Equal("debug information", files.Read("", static _ => "debug information"));
        Assert.False(files.AreIncomplete);
    }

    [Fact]
    public void A_report_whose_files_are_slow_names_what_it_read_and_says_that_names_are_missing()
    {
        // The library of the innermost frames, and then the worker's, whose frames go without a name.
        CrashReport report = new DeathBuilder().Fault(0).Status(11).With(facts => facts with { Clock = _clock, Symbols = path => Slow(path, TimeSpan.FromSeconds(6)) }).Report;
        Assert.Equal("SIGSEGV", report.SignalName);
        Assert.Empty(_read);
        Assert.Equal(["inner", "demo"], report.Stack.Take(2).Select(frame => frame.Symbol));
        Assert.Equal("Names may be missing: the libraries' files took longer to read than the 5 seconds that a report has for them.", report.Hints[^1]);
        Assert.Equal(["/usr/lib/libdemo.so"], _read);
        Assert.DoesNotContain("Names may be missing", string.Join(' ', new DeathBuilder().Fault(0).Status(11).Report.Hints), StringComparison.Ordinal);
    }

    [Fact]
    public void A_clock_that_throws_costs_no_names()
    {
        var files = new ReportFiles(new BrokenClock(), Slow);
        Assert.All(Enumerable.Range(0, 10), i => Assert.NotNull(files.Symbols($"/usr/lib/lib{i}.so")));
    }

    private ElfFile? Slow(string path) => Slow(path, TimeSpan.FromSeconds(2));

    private ElfFile? Slow(string path, TimeSpan time)
    {
        _read.Add(path);
        _clock.Now += time;
        return DeathBuilder.FakeSymbols(path) ?? new ElfFile(path, []);
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    private sealed class BrokenClock : TimeProvider
    {
        public override long GetTimestamp() => throw new InvalidOperationException("broken");
    }
}
