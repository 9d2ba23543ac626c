using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Tests.Cli.Printing;

public sealed class OutcomeLinesTests
{
    private const int Widest = 110;

    private static readonly string Advice = string.Join(' ', Enumerable.Range(1, 80).Select(n => $"word{n}")) + ", and do that.";

    [Fact]
    public void A_long_warning_is_wrapped_between_words_and_whole()
    {
        IReadOnlyList<string> lines = OutcomeLines.Of(Outcomes.Returned(5) with { Warning = Advice }, verbose: false);
        Assert.Equal("returned 5", lines[0]);
        Assert.True(lines.Count > 5);
        Assert.All(lines, line => Assert.True(line.Length <= Widest, line));
        Assert.All(lines.Skip(2), line => Assert.StartsWith("  word", line, StringComparison.Ordinal));
        Assert.Equal("warning: " + Advice, string.Join(' ', lines.Skip(1).Select(line => line.Trim())));
    }

    [Fact]
    public void A_warning_stands_before_buffers_and_is_never_left_out()
    {
        OutputValue[] outputs = [.. Enumerable.Range(0, 9).Select(n => Outcomes.Output($"b{n}", "unsigned char *", 1))];
        IReadOnlyList<string> lines = OutcomeLines.Of(Outcomes.Returned(5, outputs) with { Warning = "look out" }, verbose: false);
        Assert.Equal("warning: look out", lines[1]);
        Assert.Equal("… 4 more lines with --verbose", lines[^1]);
        Assert.Equal(8, lines.Count);
    }

    [Fact]
    public void Each_hint_of_a_report_is_whole()
    {
        string shown = string.Join(' ', OutcomeLines.Of(Outcomes.Crashed, verbose: false).Select(line => line.Trim()));
        Assert.NotEmpty(Outcomes.Report.Hints);
        Assert.All(Outcomes.Report.Hints, hint => Assert.Contains("hint: " + hint, shown, StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_error_is_wrapped_and_the_time_stands_behind_it()
    {
        IReadOnlyList<string> lines = OutcomeLines.Of(Outcomes.Failed(new ArgumentException(Advice)), verbose: false, "  [1 ms]");
        Assert.StartsWith("refused: word1 ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("and do that.  [1 ms]", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.Contains('…'));
    }

    [Fact]
    public void A_caret_stays_under_its_spot()
    {
        string prototype = "int f(" + string.Join(", ", Enumerable.Repeat("int", 40)) + ", doub x)";
        PrototypeException mistake = Assert.Throws<PrototypeException>(() => Prototype.Parse(prototype));
        IReadOnlyList<string> lines = OutcomeLines.Of(Outcomes.Failed(mistake), verbose: false);
        int caret = Enumerable.Range(0, lines.Count).Single(index => lines[index].Trim(' ', '^', '~').Length == 0);
        Assert.Equal("doub", lines[caret - 1].Substring(lines[caret].IndexOf('^'), 4));
    }

    [Fact]
    public void A_long_value_is_cut_unless_all_is_asked_for()
    {
        CallOutcome outcome = Outcomes.Returned(new string('x', 500));
        Assert.Equal(160, OutcomeLines.Of(outcome, verbose: false)[0].Length);
        Assert.Equal("returned " + new string('x', 500), OutcomeLines.Of(outcome, verbose: true)[0]);
    }

    [Theory]
    [InlineData("", 10, "")]
    [InlineData("one two", 7, "one two")]
    [InlineData("one two", 6, "one|  two")]
    [InlineData("one two three", 7, "one two|  three")]
    [InlineData("abcdefghij", 4, "abcd|  ef|  gh|  ij")]
    [InlineData("abcdef gh", 4, "abcd|  ef|  gh")]
    [InlineData("abc😀", 4, "abc|  😀")]
    [InlineData("  laid out already", 4, "  laid out already")]
    public void A_row_ends_between_words_where_it_can(string line, int width, string rows) => Assert.Equal(rows, string.Join('|', WrappedText.Rows(line, width)));
}
