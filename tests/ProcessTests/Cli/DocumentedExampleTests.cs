using System.Diagnostics;

namespace FfiIsolation.ProcessTests.Cli;

/// <summary>What docs/command-line.md shows is what is printed.</summary>
public sealed class DocumentedExampleTests
{
    public static TheoryData<string, string> Examples => Read();

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_prints_what_the_page_shows(string command, string expected)
    {
        // By a shell, as a reader would.
        var start = new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = AppContext.BaseDirectory + ":" + Environment.GetEnvironmentVariable("PATH");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        if (process.ExitCode == 66)
        {
            Assert.Skip(await error);
        }

        Assert.Equal(expected, await output);
    }

    private static TheoryData<string, string> Read()
    {
        // artifacts/bin/ProcessTests/<configuration> lies four folders below the root.
        string page = File.ReadAllText(Path.GetFullPath("../../../../docs/command-line.md", AppContext.BaseDirectory));
        var examples = new TheoryData<string, string>();
        foreach (string block in page.Split("```console\n").Skip(1))
        {
            foreach (string example in block[..block.IndexOf("```", StringComparison.Ordinal)].Split("$ ").Skip(1))
            {
                int end = example.IndexOf('\n');
                examples.Add(example[..end], example[(end + 1)..]);
            }
        }

        return examples;
    }
}
