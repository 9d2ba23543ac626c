using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Tests.Cli.Printing;

public sealed class CallPrinterTests
{
    [Fact]
    public void The_result_stands_alone_on_the_first_line_and_buffers_follow()
    {
        (string output, string error) = Print(Outcomes.Returned("two words", Outcomes.Output("dst", "char *", (byte)'x'), Outcomes.Output("arg2", "int *", 1, 0, 0, 0)));
        Assert.Equal("two words\ndst = x\narg2 = 1\n", output);
        Assert.Equal("", error);
    }

    [Fact]
    public void Nothing_is_printed_for_void() => Assert.Equal(("", ""), Print(new CallOutcome { Outcome = Outcome.Completed }));

    [Fact]
    public void A_text_that_is_not_there_prints_null() => Assert.Equal("null\n", Print(Outcomes.Returned(null)).Output);

    [Fact]
    public void Warnings_go_to_standard_error() =>
        Assert.Equal(("5\n", "ffi: warning: it was cut\n"), Print(Outcomes.Returned(5) with { Warning = "it was cut" }));

    [Fact]
    public void Errors_go_to_standard_error_without_names_of_dotnet() =>
        Assert.Equal(("", "ffi: too large\n"), Print(Outcomes.Failed(new ArgumentException("too large", "arguments"))));

    [Fact]
    public void A_crash_prints_its_report_once_on_standard_error()
    {
        (string output, string error) = Print(Outcomes.Crashed);
        Assert.Equal("", output);
        Assert.StartsWith("ffi: " + Outcomes.Report.Summary + "\n", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n'), line => line.Contains(Outcomes.Report.Summary, StringComparison.Ordinal));
        Assert.Contains("Registers", error, StringComparison.Ordinal);
    }

    private static (string Output, string Error) Print(CallOutcome outcome)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        new CallPrinter(output, error).Print(outcome);
        return (output.ToString(), error.ToString());
    }
}
