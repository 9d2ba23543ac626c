using System.Text.Json;
using FfiIsolation.Measuring;

namespace FfiIsolation.Tests.Measuring;

public sealed class PrintingTests
{
    [Theory]
    [InlineData(0, "0 ns")]
    [InlineData(7.86, "7.86 ns")]
    [InlineData(57.356, "57.4 ns")]
    [InlineData(999.4, "999 ns")]
    [InlineData(999.6, "1 µs")]
    [InlineData(51_234, "51.2 µs")]
    [InlineData(1_000_000, "1 ms")]
    [InlineData(150_400_000, "150 ms")]
    [InlineData(12_000_000_000, "12 s")]
    public void A_time_has_three_digits_and_a_unit(double nanoseconds, string text) => Assert.Equal(text, DurationText.Of(nanoseconds));

    /// <summary>The names are those of the file's readers, which are other programs.</summary>
    [Fact]
    public void The_results_are_an_array_of_four_properties()
    {
        RowResult[] results = [RowResult.Of("a.b", new Measurement(1.23456, 7.5, 0.004, 10, 1)), RowResult.Of("python", new Measurement(1, 2, null, 10, 1))];
        using JsonDocument document = JsonDocument.Parse(ResultsJson.Write(results));
        JsonElement first = document.RootElement[0];
        Assert.Equal(["name", "p50Nanoseconds", "p99Nanoseconds", "allocatedBytes"], first.EnumerateObject().Select(property => property.Name));
        Assert.Equal(
            ("a.b", 1.235, 7.5, 0.0),
            (first.GetProperty("name").GetString(), first.GetProperty("p50Nanoseconds").GetDouble(), first.GetProperty("p99Nanoseconds").GetDouble(),
                first.GetProperty("allocatedBytes").GetDouble()));
        Assert.Equal(JsonValueKind.Null, document.RootElement[1].GetProperty("allocatedBytes").ValueKind);
        Assert.Equal(results, ResultsJson.Read(ResultsJson.Write(results)));
    }

    [Theory]
    [InlineData(8, 6_250)]
    [InlineData(57, 878)]
    [InlineData(999, 51)]
    [InlineData(1_000, 1)]
    [InlineData(0, 50_000)]
    public void A_block_lasts_fifty_microseconds(double nanosecondsPerOperation, int operations) => Assert.Equal(operations, BlockSize.For(nanosecondsPerOperation));
}
