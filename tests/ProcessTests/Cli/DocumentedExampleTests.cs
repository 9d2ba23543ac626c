namespace FfiIsolation.ProcessTests.Cli;

/// <summary>What docs/command-line.md shows is what is printed.</summary>
public sealed class DocumentedExampleTests
{
    public static TheoryData<string, string> Examples => ConsoleExamples.Read("docs/command-line.md");

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_prints_what_the_page_shows(string command, string expected)
    {
        ConsoleExamples.Result result = await ConsoleExamples.RunAsync(command);
        if (result.Status == 66)
        {
            Assert.Skip(result.Error);
        }

        Assert.Equal(expected, result.Output);
    }
}
