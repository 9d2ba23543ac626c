using System.Text.Json;
using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Tests.Cli.Printing;

public sealed class CallJsonTests
{
    [Fact]
    public void A_completed_call_has_every_field() => Assert.Equal(
        """{"outcome":"completed","value":5,"outputs":{},"errno":0,"elapsedMicroseconds":42,"error":null,"report":null}""",
        CallJson.Of(Outcomes.Returned(5)));

    [Theory]
    [InlineData(-1L, "-1")]
    [InlineData(ulong.MaxValue, "18446744073709551615")]
    [InlineData(1.5, "1.5")]
    [InlineData(1e300, "1e+300")]
    [InlineData(double.NaN, "\"nan\"")]
    [InlineData(float.NegativeInfinity, "\"-inf\"")]
    [InlineData(true, "true")]
    [InlineData("Grüße \"1\"\n", "\"Grüße \\\"1\\\"\\n\"")]
    [InlineData(null, "null")]
    public void The_value_has_its_type(object? value, string expected) =>
        Assert.Contains($"\"value\":{expected},", CallJson.Of(Outcomes.Returned(value)), StringComparison.Ordinal);

    [Fact]
    public void Pointers_are_strings_and_long_doubles_numbers()
    {
        Assert.Contains("\"value\":\"0xdead\",", CallJson.Of(Outcomes.Returned(NativePointer.FromAddress(0xdead))), StringComparison.Ordinal);
        Assert.Contains("\"value\":1.5,", CallJson.Of(Outcomes.Returned(LongDouble.Parse("1.5"))), StringComparison.Ordinal);
        Assert.Contains("\"value\":18446744073709551615,", CallJson.Of(Outcomes.Returned(LongDouble.Parse("18446744073709551615"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Buffers_are_fields_of_outputs()
    {
        string json = CallJson.Of(Outcomes.Returned(
            0,
            Outcomes.Output("text", "char *", (byte)'h', (byte)'i', 0),
            Outcomes.Output("one", "int *", 5, 0, 0, 0),
            Outcomes.Output("many", "short *", 1, 0, 2, 0),
            Outcomes.Output("bytes", "void *", 0xff)));
        Assert.Contains("""outputs":{"text":"hi","one":5,"many":[1,2],"bytes":"hex:ff"},""", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_warning_is_there_only_where_there_is_one()
    {
        string json = CallJson.Of(Outcomes.Returned(5) with { Warning = "cut" });
        Assert.Contains("\"warning\":\"cut\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_crash_brings_its_report_as_an_object_on_the_same_line()
    {
        string json = CallJson.Of(Outcomes.Crashed);
        Assert.DoesNotContain('\n', json);
        using JsonDocument document = JsonDocument.Parse(json);
        Assert.Equal("crashed", document.RootElement.GetProperty("outcome").GetString());
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("value").ValueKind);
        Assert.Equal("SIGSEGV", document.RootElement.GetProperty("report").GetProperty("signal").GetString());
        Assert.Contains("strlen", document.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Outcome.Completed, "completed")]
    [InlineData(Outcome.Threw, "threw")]
    [InlineData(Outcome.Crashed, "crashed")]
    [InlineData(Outcome.Overran, "overran")]
    [InlineData(Outcome.TimedOut, "timedOut")]
    [InlineData(Outcome.Cancelled, "cancelled")]
    [InlineData(Outcome.WorkerLost, "workerLost")]
    [InlineData(Outcome.Rejected, "rejected")]
    [InlineData(Outcome.Unavailable, "unavailable")]
    internal void Outcomes_have_these_names(Outcome outcome, string name)
    {
        Assert.Equal(name, OutcomeName.Of(outcome));
        Assert.True(OutcomeName.TryRead(name, out Outcome read));
        Assert.Equal(outcome, read);
    }
}
