// A smoke share of docs/fuzzing.md, in processes of its own: a stack that overflows there does not end these tests.
using System.Text.RegularExpressions;
using FfiIsolation.ProcessTests.Papers;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Fuzzing;

public sealed partial class FuzzTests
{
    private const string Inputs = "1500";

    /// <summary>It makes and ends two connections for each input.</summary>
    private const string Slow = "connection";

    private const string FewInputs = "150";

    /// <summary>A bound for a hang, not a measurement.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    /// <summary>As docs/fuzzing.md lists them.</summary>
    private static string[] Listed => [.. PaperTable.Rows("fuzzing.md", "Fuzzing").Select(cells => cells[0])];

    [Fact(Timeout = 5 * Patience.Deadline)]
    public async Task Every_decoder_takes_its_share_of_damaged_inputs()
    {
        string[] quick = [.. Listed.Where(decoder => decoder != Slow)];
        (int status, string output) = await FuzzAsync(["--inputs", Inputs, "--seed", "28", "--decoder", .. quick]);
        Assert.True(status == 0, output);
        Assert.Contains("Nothing was found.", output, StringComparison.Ordinal);
        Assert.Equal(quick, Rows().Matches(output).Select(match => match.Groups[1].Value));

        // A decoder that rejects everything, or nothing, is fed with the wrong things.
        Assert.All(Rows().Matches(output), match => Assert.True(match.Groups[2].Value != "0" && match.Groups[3].Value != "0", match.Value));
    }

    [Fact(Timeout = 2 * Patience.Deadline)]
    public async Task A_connection_takes_its_share_of_damaged_inputs()
    {
        (int status, string output) = await FuzzAsync("--inputs", FewInputs, "--seed", "28", "--decoder", Slow);
        Assert.True(status == 0, output);
        Assert.Contains("Nothing was found.", output, StringComparison.Ordinal);
    }

    [Theory(Timeout = 2 * Patience.Deadline)]
    [InlineData("broken.throws", "threw at input", "broken on purpose")]
    [InlineData("broken.grows", "grew at input", "are kept")]
    [InlineData("broken.overflows", "ended with status", "Stack overflow")]
    public async Task What_is_broken_is_found_and_can_be_repeated(string decoder, string told, string why)
    {
        (int status, string output) = await FuzzAsync("--decoder", decoder, "--inputs", "10000", "--seed", "3");
        Assert.Equal(1, status);
        Assert.Contains($"{decoder} {told}", output, StringComparison.Ordinal);
        Assert.Contains(why, output, StringComparison.Ordinal);
        if (decoder == "broken.throws")
        {
            string[] again = Again().Match(output).Groups[1].Value.Split(' ');
            (int secondStatus, string second) = await FuzzAsync(again);
            Assert.Equal(1, secondStatus);
            Assert.Contains("broken on purpose", second, StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = 2 * Patience.Deadline)]
    public async Task A_decoder_that_there_is_not_is_refused_by_name()
    {
        (int status, string output) = await FuzzAsync("--decoder", "elfe");
        Assert.NotEqual(0, status);
        Assert.Contains($"There is no decoder 'elfe'; there are: {string.Join(", ", Listed)}.", output, StringComparison.Ordinal);
    }

    private static Task<(int Status, string Output)> FuzzAsync(params string[] arguments) => SolutionProgram.RunAsync(SolutionProgram.PathOf("Fuzz"), arguments, s_patience);

    /// <summary>Rows of the table: decoder, rejected, accepted.</summary>
    [GeneratedRegex(@"^│ ([a-z.]+)\s+│\s+[\d,]+ │\s+([\d,]+) │\s+([\d,]+) │", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"again: (--decoder .*), or")]
    private static partial Regex Again();
}
