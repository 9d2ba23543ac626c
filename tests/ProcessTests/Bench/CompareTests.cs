// The comparison as it is built beside these tests. No number is held against a clock here: only that it measures what it says.
using FfiIsolation.Measuring;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Bench;

public sealed class CompareTests
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task The_rows_that_are_asked_for_are_measured_and_written()
    {
        string json = OwnTemporaryFolder.NewFile(), plot = OwnTemporaryFolder.NewFile();
        (int status, string output) = await RunAsync("--quick", "--only", "inproc.pinvoke,isolated.sync", "--json", json, "--svg", plot);
        Assert.True(status == 0, output);
        RowResult[] rows = ResultsJson.Read(await File.ReadAllTextAsync(json));
        Assert.Equal(["inproc.pinvoke", "isolated.sync"], rows.Select(row => row.Name));
        Assert.All(rows, row => Assert.InRange(row.P50Nanoseconds, 0.1, row.P99Nanoseconds));
        Assert.All(rows, row => Assert.True(row.AllocatedBytes >= 0));

        // Two processes cannot be faster than one instruction stream: it would mean that no call was made.
        Assert.True(rows[1].P50Nanoseconds > rows[0].P50Nanoseconds, output);
        Assert.Contains("isolated.sync", output, StringComparison.Ordinal);
        Assert.Contains("</svg>", await File.ReadAllTextAsync(plot), StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_limits_and_the_peers_in_processes_of_their_own_leave_none_behind()
    {
        string json = OwnTemporaryFolder.NewFile();
        (int status, string output) = await RunAsync(
            "--quick", "--only", "limit.sharedMemory.futex,peer.streamJsonRpc,peer.grpc", "--json", json, "--svg", OwnTemporaryFolder.NewFile());
        Assert.True(status == 0, output);
        Assert.Equal(
            ["limit.sharedMemory.futex", "peer.streamJsonRpc", "peer.grpc"], ResultsJson.Read(await File.ReadAllTextAsync(json)).Select(row => row.Name));
        Assert.Empty(Directory.EnumerateFileSystemEntries(OwnTemporaryFolder.Path, "bench-*"));
        await Eventually.HoldsAsync(() => !Children().Any(), () => $"Still there: {string.Join(", ", Children())}");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_row_that_there_is_not_is_refused_by_name()
    {
        (int status, string output) = await RunAsync("--only", "isolated.snyc");
        Assert.Equal(2, status);
        Assert.Contains("No such row: isolated.snyc. There are: inproc.pinvoke,", output, StringComparison.Ordinal);
    }

    /// <summary>Whatever of the comparison's programs has this test process's temporary folder: those of others have not.</summary>
    private static IEnumerable<string> Children() =>
        from folder in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), out _)
        let program = Text(Path.Combine(folder, "cmdline"))
        where program.Contains("BenchPeer", StringComparison.Ordinal) || program.Contains("bench_limits", StringComparison.Ordinal)
        where Text(Path.Combine(folder, "environ")).Contains(OwnTemporaryFolder.Path, StringComparison.Ordinal)
        select program;

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // ended meanwhile, or somebody else's
        }
    }

    private static Task<(int Status, string Output)> RunAsync(params string[] arguments) =>
        SolutionProgram.RunAsync(SolutionProgram.PathOf("Compare"), arguments, TimeSpan.FromMilliseconds(Patience.Deadline - 5_000));
}
