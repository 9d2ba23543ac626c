namespace FfiIsolation.Tests.Workers;

public sealed class NativeHostOptionsTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    public static TheoryData<string> Names => [.. s_ranges.Keys];

    private static readonly Dictionary<string, (NativeHostOptions Lowest, NativeHostOptions Highest, NativeHostOptions Below, NativeHostOptions Above)> s_ranges = new()
    {
        // name, lowest, highest, below, above: the ranges are those of the documentation.
        ["MaxWorkers"] = (new() { MaxWorkers = 1 }, new() { MaxWorkers = 256 }, new() { MaxWorkers = 0 }, new() { MaxWorkers = 257 }),
        ["MinWorkers"] = (new() { MinWorkers = 0 }, new() { MaxWorkers = 7, MinWorkers = 7 }, new() { MinWorkers = -1 }, new() { MaxWorkers = 7, MinWorkers = 8 }),
        ["IdleTimeout"] = (new() { IdleTimeout = Ms(1000) }, new() { IdleTimeout = TimeSpan.FromDays(24) }, new() { IdleTimeout = Ms(999) }, new() { IdleTimeout = TimeSpan.FromDays(24) + Tick }),
        ["QueueTimeout"] = (new() { QueueTimeout = Ms(1) }, new() { QueueTimeout = TimeSpan.FromDays(24) }, new() { QueueTimeout = TimeSpan.Zero }, new() { QueueTimeout = TimeSpan.FromDays(24) + Tick }),
        ["Recycling.Calls"] = (Recycle(new() { Calls = 1 }), Recycle(new() { Calls = 1_000_000_000_000 }), Recycle(new() { Calls = 0 }), Recycle(new() { Calls = 1_000_000_000_001 })),
        ["Recycling.Age"] = (Recycle(new() { Age = Ms(1000) }), Recycle(new() { Age = TimeSpan.FromDays(365) }), Recycle(new() { Age = Ms(999) }), Recycle(new() { Age = TimeSpan.FromDays(365) + Tick })),
        ["Recycling.MemoryGrowthBytes"] = (Recycle(new() { MemoryGrowthBytes = 1_048_576 }), Recycle(WorkerRecycling.Never), Recycle(new() { MemoryGrowthBytes = 1_048_575 }), Recycle(new() { MemoryGrowthBytes = 1_099_511_627_777 })),
        ["Quarantine.FunctionDeaths"] = (Isolate(new() { FunctionDeaths = 2 }), Isolate(QuarantinePolicy.Off), Isolate(new() { FunctionDeaths = 1 }), Isolate(new() { FunctionDeaths = 1_000_001 })),
        ["Quarantine.ArgumentsDeaths"] = (Isolate(new() { ArgumentsDeaths = 2 }), Isolate(new() { ArgumentsDeaths = 1_000_000 }), Isolate(new() { ArgumentsDeaths = 1 }), Isolate(new() { ArgumentsDeaths = 1_000_001 })),
        ["Quarantine.LibraryDeaths"] = (Isolate(new() { LibraryDeaths = 2 }), Isolate(new() { LibraryDeaths = 1_000_000 }), Isolate(new() { LibraryDeaths = 1 }), Isolate(new() { LibraryDeaths = 1_000_001 })),
        ["Quarantine.Window"] = (Isolate(new() { Window = Ms(1000) }), Isolate(new() { Window = TimeSpan.FromDays(1) }), Isolate(new() { Window = Ms(999) }), Isolate(new() { Window = TimeSpan.FromDays(1) + Tick })),
        ["Quarantine.Break"] = (Isolate(new() { Break = Ms(500) }), Isolate(new() { Break = TimeSpan.FromDays(1) }), Isolate(new() { Break = Ms(499) }), Isolate(new() { Break = TimeSpan.FromDays(1) + Tick })),
        ["Quarantine.ForgivenAfter"] = (Isolate(new() { ForgivenAfter = 1 }), Isolate(new() { ForgivenAfter = 1_000_000_000 }), Isolate(new() { ForgivenAfter = 0 }), Isolate(new() { ForgivenAfter = 1_000_000_001 })),
        ["Quarantine.Causes"] = (Isolate(new() { Causes = QuarantineCauses.None }), Isolate(new() { Causes = (QuarantineCauses)31 }), Isolate(new() { Causes = (QuarantineCauses)(-1) }), Isolate(new() { Causes = (QuarantineCauses)32 })),
        ["Spares"] = (new() { Spares = 0 }, new() { Spares = 64 }, new() { Spares = -1 }, new() { Spares = 65 }),
        ["MaxSessions"] = (new() { MaxSessions = 1 }, new() { MaxSessions = 1024 }, new() { MaxSessions = 0 }, new() { MaxSessions = 1025 }),
        ["MaxQueuedCalls"] = (new() { MaxQueuedCalls = 0 }, new() { MaxQueuedCalls = 1_000_000 }, new() { MaxQueuedCalls = -1 }, new() { MaxQueuedCalls = 1_000_001 }),
        ["CallTimeout"] = (new() { CallTimeout = Ms(1) }, new() { CallTimeout = TimeSpan.FromDays(24) }, new() { CallTimeout = Ms(1) - Tick }, new() { CallTimeout = TimeSpan.FromDays(24) + Tick }),
        ["SlowCallThreshold"] = (new() { SlowCallThreshold = Ms(10) }, new() { SlowCallThreshold = TimeSpan.FromDays(24) }, new() { SlowCallThreshold = Ms(10) - Tick }, new() { SlowCallThreshold = TimeSpan.FromDays(24) + Tick }),
        ["CancellationGrace"] = (new() { CancellationGrace = TimeSpan.Zero }, new() { CancellationGrace = TimeSpan.FromHours(1) }, new() { CancellationGrace = -Tick }, new() { CancellationGrace = TimeSpan.FromHours(1) + Tick }),
        ["StartTimeout"] = (new() { StartTimeout = Ms(100) }, new() { StartTimeout = TimeSpan.FromMinutes(5) }, new() { StartTimeout = Ms(99) }, new() { StartTimeout = TimeSpan.FromMinutes(5) + Tick }),
        ["StartRetries"] = (new() { StartRetries = 0 }, new() { StartRetries = 100 }, new() { StartRetries = -1 }, new() { StartRetries = 101 }),
        ["StartRetryDelay"] = (new() { StartRetryDelay = Ms(1) }, new() { StartRetryDelay = TimeSpan.FromMinutes(1) }, new() { StartRetryDelay = TimeSpan.Zero }, new() { StartRetryDelay = TimeSpan.FromMinutes(1) + Tick }),
        ["CallRetries"] = (new() { CallRetries = 0 }, new() { CallRetries = 100 }, new() { CallRetries = -1 }, new() { CallRetries = 101 }),
        ["RestartBudget.Restarts"] = (Budget(new() { Restarts = 1 }), Budget(RestartBudget.Unlimited), Budget(new() { Restarts = 0 }), Budget(new() { Restarts = 1_000_001 })),
        ["RestartBudget.Window"] = (Budget(new() { Window = Ms(1000) }), Budget(new() { Window = TimeSpan.FromDays(1) }), Budget(new() { Window = Ms(999) }), Budget(new() { Window = TimeSpan.FromDays(1) + Tick })),
        ["RestartBudget.Break"] = (Budget(new() { Break = Ms(500) }), Budget(new() { Break = TimeSpan.FromDays(1) }), Budget(new() { Break = Ms(499) }), Budget(new() { Break = TimeSpan.FromDays(1) + Tick })),
        ["MaxTextBytes"] = (new() { MaxTextBytes = 1 }, new() { MaxTextBytes = 524_288 }, new() { MaxTextBytes = 0 }, new() { MaxTextBytes = 524_289 }),
        ["MaxRentedBytes"] = (new() { MaxRentedBytes = 0 }, new() { MaxRentedBytes = 68_719_476_736 }, new() { MaxRentedBytes = -1 }, new() { MaxRentedBytes = 68_719_476_737 }),
        ["LastWordsBytes"] = (new() { LastWordsBytes = 256 }, new() { LastWordsBytes = 1_048_576 }, new() { LastWordsBytes = 255 }, new() { LastWordsBytes = 1_048_577 }),
        ["DeclarationChecking"] = (new() { DeclarationChecking = DeclarationChecking.Off }, new() { DeclarationChecking = DeclarationChecking.Refuse }, new() { DeclarationChecking = (DeclarationChecking)(-1) }, new() { DeclarationChecking = (DeclarationChecking)3 }),
        ["HeaderTimeout"] = (new() { HeaderTimeout = Ms(100) }, new() { HeaderTimeout = TimeSpan.FromHours(1) }, new() { HeaderTimeout = Ms(100) - Tick }, new() { HeaderTimeout = TimeSpan.FromHours(1) + Tick }),
        ["Headers.Count"] = (new() { Headers = [] }, new() { Headers = Many(1024) }, new() { Headers = Many(1025) }, new() { Headers = Many(2000) }),
        ["Headers[0].Macros.Count"] = (Reads(new("z", "zlib.h")), Reads(new("z", "zlib.h") { Macros = [.. Enumerable.Repeat("N", 256)] }), Reads(new("z", "zlib.h") { Macros = [.. Enumerable.Repeat("N", 257)] }), Reads(new("z", "zlib.h") { Macros = [.. Enumerable.Repeat("N", 300)] })),
        ["Lane"] = (new() { Lane = LaneChoice.Automatic }, new() { Lane = LaneChoice.Rpc }, new() { Lane = (LaneChoice)(-1) }, new() { Lane = (LaneChoice)99 }),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_value_is_taken_up_to_the_ends_of_its_range_and_refused_beyond(string name)
    {
        (NativeHostOptions lowest, NativeHostOptions highest, NativeHostOptions below, NativeHostOptions above) = s_ranges[name];
        lowest.Validate();
        highest.Validate();
        foreach (NativeHostOptions wrong in (NativeHostOptions[])[below, above])
        {
            string line = Assert.Single(Mistakes(wrong));
            Assert.StartsWith($"{name} is ", line);
            Assert.Contains("; it must be from ", line);
        }
    }

    [Fact]
    public void The_defaults_are_in_range_and_a_call_may_take_for_ever()
    {
        new NativeHostOptions().Validate();
        new NativeHostOptions { CallTimeout = Timeout.InfiniteTimeSpan }.Validate();
    }

    [Fact]
    public void All_mistakes_are_told_at_once_one_on_each_line()
    {
        string[] lines = Mistakes(new NativeHostOptions { MaxWorkers = -5, CallTimeout = TimeSpan.Zero, RestartBudget = new() { Restarts = 0, Break = TimeSpan.Zero }, MaxTextBytes = int.MaxValue });
        Assert.Equal(["MaxWorkers is -5; it must be from 1 to 256.", "CallTimeout is 00:00:00;", "RestartBudget.Restarts is 0;", "RestartBudget.Break is 00:00:00;", "MaxTextBytes is 2147483647;"],
            lines.Select((line, i) => i == 0 ? line : line[..(line.IndexOf(';') + 1)]));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_worker_without_a_name_is_no_default(string path) =>
        Assert.Equal(["WorkerPath is empty; it must be a path, or null for the default."], Mistakes(new NativeHostOptions { WorkerPath = path }));

    [Fact]
    public void A_header_without_a_name_is_told_with_its_place() => Assert.Equal(
        ["Headers[0].Library is empty.", "Headers[0].Header is a text with a NUL in it.", "Headers[0].IncludeFolders is null.", "Headers[0].Before[1] is null.", "Headers[1] is null."],
        Mistakes(new NativeHostOptions { Headers = [new LibraryHeader(" ", "a\0b") { IncludeFolders = null!, Before = ["stdio.h", null!] }, null!] }));

    private static string[] Mistakes(NativeHostOptions options)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(options.Validate);
        Assert.Equal("options", e.ParamName);
        return e.Message.Replace(" (Parameter 'options')", "").Split(Environment.NewLine);
    }

    private static NativeHostOptions Reads(LibraryHeader header) => new() { Headers = [header] };

    private static LibraryHeader[] Many(int count) => [.. Enumerable.Repeat(new LibraryHeader("z", "zlib.h"), count)];

    private static NativeHostOptions Budget(RestartBudget budget) => new() { RestartBudget = budget };

    private static NativeHostOptions Recycle(WorkerRecycling recycling) => new() { Recycling = recycling };

    private static NativeHostOptions Isolate(QuarantinePolicy policy) => new() { Quarantine = policy };

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
