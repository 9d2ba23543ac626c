using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Commands;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Tests.Cli.Printing;

/// <summary>Times, command lines, colours.</summary>
public sealed class SmallTextTests
{
    [Theory]
    [InlineData("5s", 5000)]
    [InlineData("500ms", 500)]
    [InlineData("1m", 60_000)]
    [InlineData("1.5s", 1500)]
    [InlineData("0.001s", 1)]
    [InlineData("24h", 86_400_000)]
    public void Times_are_read_with_their_unit(string text, int milliseconds)
    {
        Assert.True(DurationText.TryRead(text, out TimeSpan duration, out _));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("5", "write a number and its unit")]
    [InlineData("s", "write a number and its unit")]
    [InlineData("", "write a number and its unit")]
    [InlineData("5 s", "write a number and its unit")]
    [InlineData("-5s", "write a number and its unit")]
    [InlineData("1,5s", "write a number and its unit")]
    [InlineData("5S", "write a number and its unit")]
    [InlineData("0s", "out of range")]
    [InlineData("25h", "out of range")]
    [InlineData("0.5ms", "out of range")]
    [InlineData("99999999999999999999999999999h", "write a number and its unit")]
    public void Other_times_are_refused(string text, string reason)
    {
        Assert.False(DurationText.TryRead(text, out _, out string problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(300, "300ms")]
    [InlineData(1000, "1s")]
    [InlineData(1500, "1.5s")]
    [InlineData(60_000, "60s")]
    [InlineData(300_000, "5m")]
    public void Times_are_written_as_they_are_read(int milliseconds, string expected) => Assert.Equal(expected, DurationText.Write(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData(8.024, "8.02 ns")]
    [InlineData(14, "14 ns")]
    [InlineData(196_000, "196 µs")]
    [InlineData(12_700_000, "12.7 ms")]
    [InlineData(999_700, "1000 µs")]
    [InlineData(3.91e9, "3.91 s")]
    [InlineData(0.5, "0.5 ns")]
    [InlineData(0, "0 ns")]
    public void Measured_times_have_three_digits(double nanoseconds, string expected) => Assert.Equal(expected, DurationWords.OfNanoseconds(nanoseconds));

    [Theory]
    [InlineData("hello", "m \"double cos(double x)\" hello")]
    [InlineData("two words", "m \"double cos(double x)\" \"two words\"")]
    [InlineData("", "m \"double cos(double x)\" \"\"")]
    [InlineData("'a'", "m \"double cos(double x)\" \"'a'\"")]
    [InlineData("a\"b", "m \"double cos(double x)\" \"a\\\"b\"")]
    [InlineData("$db", "m \"double cos(double x)\" $db")]
    public void A_call_is_shown_as_it_can_be_typed(string argument, string expected) =>
        Assert.Equal(expected, CommandLineText.Of(new CallRequest("m", "double cos(double x)", [argument])));

    [Theory]
    [InlineData(false, null, "xterm", true)]
    [InlineData(true, null, "xterm", false)]
    [InlineData(false, "1", "xterm", false)]
    [InlineData(false, "", "xterm", true)]
    [InlineData(false, null, "dumb", false)]
    public void Colours_are_for_terminals_that_want_them(bool isRedirected, string? noColor, string term, bool expected) =>
        Assert.Equal(expected, Terminal.ColoursFor(isRedirected, noColor, term));
}
