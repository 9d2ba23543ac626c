using System.Diagnostics.Metrics;
using System.Reflection;
using FfiIsolation.Diagnostics;
using FfiIsolation.Supervision;
using Microsoft.Extensions.Logging;

namespace FfiIsolation.Tests.Papers;

/// <summary>docs/observability.md against the meter, the log and the names in the code. Which attributes come with which measurement is seen where workers run.</summary>
public sealed class ObservabilityPaperTests
{
    private const string Paper = "docs/observability.md";

    [Fact]
    public void Its_instruments_are_those_of_the_meter()
    {
        var published = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == NativeHost.TelemetryName)
                {
                    published.Add($"`{instrument.Name}` {Kind(instrument)} `{instrument.Unit}`");
                }
            },
        };
        _ = Telemetry.IsListened; // makes the meter
        listener.Start();
        Assert.Equal(published.Order(), Papers.Table(Paper, "Instruments").Select(row => $"{row[0]} {row[1]} {row[2]}").Order());
    }

    [Fact]
    public void Its_attributes_are_those_of_the_code()
    {
        string[] constants = [.. typeof(FfiAttributes).GetFields().Select(field => $"`{field.GetRawConstantValue()}`")];
        Assert.Equal(constants.Order(), Papers.Table(Paper, "Attributes").Select(row => row[0]).Order());
        string outcomes = Papers.Table(Paper, "Attributes").Single(row => row[0] == "`ffi.outcome`")[1];
        Assert.Equal(CallOutcome.All.Count, outcomes.Split(';').Length);
        Assert.All(CallOutcome.All, outcome => Assert.Contains($"`{outcome}`", outcomes, StringComparison.Ordinal));
    }

    [Fact]
    public void Its_activities_are_those_of_the_code() => Assert.Equal(
        ((string[])[Telemetry.CallActivity, Telemetry.CallListActivity, Telemetry.StartActivity, Telemetry.DeathActivity]).Select(name => $"`{name}`"), Papers.Table(Paper, "Activities").Select(row => row[0]));

    [Fact]
    public void Its_log_entries_are_those_of_the_log()
    {
        IEnumerable<string> entries = typeof(Log).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()
            .OrderBy(entry => entry.EventId).Select(entry => $"{entry.EventId} `{entry.EventName}` {entry.Level}");
        Assert.Equal(entries, Papers.Table(Paper, "Log entries").Select(row => $"{row[0]} {row[1]} {row[2]}"));
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "Histogram" => "histogram",
        "ObservableUpDownCounter" => "observable up-down counter",
        string other => other,
    };
}
