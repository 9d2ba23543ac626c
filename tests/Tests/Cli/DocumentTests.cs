using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Commands;
using FfiIsolation.Cli.Scenarios;

namespace FfiIsolation.Tests.Cli;

/// <summary>The pages about the command and its scenarios say what the code does. Process tests run their examples.</summary>
public sealed class DocumentTests
{
    private static readonly string CommandLine = Documents.Read("command-line.md");
    private static readonly string Scenarios = Documents.Read("scenarios.md");

    [Fact]
    public void The_arguments_are_described_as_in_the_help()
    {
        string[] lines = HelpText.Arguments.ReplaceLineEndings("\n").Split('\n')[1..];
        Assert.Contains(string.Join('\n', lines.Select(line => "  " + line)), CommandLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCode.Completed)]
    [InlineData(ExitCode.Usage)]
    [InlineData(ExitCode.NotFound)]
    [InlineData(ExitCode.Unavailable)]
    [InlineData(ExitCode.Failed)]
    [InlineData(ExitCode.Stopped)]
    public void Each_exit_status_is_described(int status)
    {
        Assert.Contains($"| {status} | ", CommandLine, StringComparison.Ordinal);
        Assert.Contains($"{status} ", HelpText.ExitStatus, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_outcome_is_described()
    {
        foreach (Outcome outcome in Enum.GetValues<Outcome>())
        {
            Assert.Contains($"`{OutcomeName.Of(outcome)}`", CommandLine, StringComparison.Ordinal);
            Assert.Contains($"expect {OutcomeName.Of(outcome)}", Scenarios, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Each_statement_is_described()
    {
        foreach (string keyword in ScenarioReader.Keywords.Where(keyword => keyword != "expect"))
        {
            Assert.Matches($@"\| [^|]*`{keyword}[ `]", Scenarios);
        }

        foreach (string place in MentionExpectation.Places)
        {
            Assert.Contains($"| `expect {place} ", Scenarios, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_examples_are_scenarios()
    {
        string[] blocks = Documents.Blocks(Scenarios, "ffi").ToArray();
        Assert.Equal(2, blocks.Length);
        Assert.All(blocks, block => ScenarioReader.Read("example.ffi", block));
    }
}
