namespace FfiIsolation.ProcessTests.Cli;

/// <summary><c>ffi demo</c>, the real one.</summary>
public sealed class DemoTests
{
    public static TheoryData<string> Scenarios =>
        new(Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "demos"), "*.ffi").Order(StringComparer.Ordinal).Select(file => Path.GetFileNameWithoutExtension(file)));

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Each_scenario_goes_as_expected(string scenario)
    {
        FfiProcess ffi = await FfiProcess.RunAsync("demo", scenario);
        if (ffi.Output.Contains("  skipped  ", StringComparison.Ordinal))
        {
            Assert.Skip(ffi.Output);
        }

        Assert.True(ffi.Status == 0, ffi.Output + ffi.Error);
        Assert.DoesNotContain("✗", ffi.Output, StringComparison.Ordinal);
        Assert.Contains("1 scenarios: 1 as expected, 0 not.", ffi.Output, StringComparison.Ordinal);
        Assert.Equal("", ffi.Error);
    }

    [Fact]
    public async Task The_list_names_every_scenario()
    {
        FfiProcess ffi = await FfiProcess.RunAsync("demo", "--list");
        Assert.Equal(0, ffi.Status);
        Assert.Equal(Scenarios.Count, ffi.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_file_of_ones_own_is_played_and_what_is_not_as_expected_is_1()
    {
        FfiProcess ffi = await PlayAsync("title: Mine\ncall m \"double cos(double x)\" 0\nexpect 2\n");
        Assert.Equal(1, ffi.Status);
        Assert.Contains("✗           expected 2, but it was: 1", ffi.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_a_mistake_is_64_with_a_caret_under_it()
    {
        FfiProcess ffi = await PlayAsync("call m \"double cos(double x)\" 0\nexpcet 1\n");
        Assert.Equal((64, ""), (ffi.Status, ffi.Output));
        Assert.EndsWith("\n  expcet 1\n  ^\n", ffi.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scenario_that_does_not_exist_is_64()
    {
        FfiProcess ffi = await FfiProcess.RunAsync("demo", "no-such-scenario");
        Assert.Equal((64, ""), (ffi.Status, ffi.Output));
    }

    [Fact]
    public async Task What_a_guarded_session_leaves_allocated_is_told_on_standard_error()
    {
        FfiProcess ffi = await PlayAsync("session guarded\ncall c \"char *strdup(const char *s)\" hello\nend\n");
        Assert.Equal(0, ffi.Status);
        Assert.StartsWith("ffi: warning: The session on worker ", ffi.Error, StringComparison.Ordinal);
        Assert.Contains(": 1 block (6 bytes) of strdup #1, by malloc in ", ffi.Error, StringComparison.Ordinal);
    }

    private static async Task<FfiProcess> PlayAsync(string text)
    {
        string folder = Directory.CreateTempSubdirectory("ffi-demo-test-").FullName;
        try
        {
            string file = Path.Combine(folder, "mine.ffi");
            await File.WriteAllTextAsync(file, text);
            return await FfiProcess.RunAsync("demo", file);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
