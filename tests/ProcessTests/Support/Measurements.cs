using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace FfiIsolation.ProcessTests.Support;

/// <summary>What is measured of one host, told apart by its name. Nobody listens outside of it.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<Taken> _taken = new();
    private readonly string _host;

    public Measurements(string host)
    {
        _host = host;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == NativeHost.TelemetryName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public Taken[] Of(string instrument) => [.. _taken.Where(taken => taken.Instrument == instrument)];

    public double Sum(string instrument, string? tag = null, object? value = null) =>
        Of(instrument).Where(taken => tag is null || Equals(taken.Tags.GetValueOrDefault(tag), value)).Sum(taken => taken.Value);

    /// <summary>What the observable instruments say now, by an attribute.</summary>
    public Dictionary<string, double> Observe(string instrument, string tag)
    {
        _taken.Clear();
        _listener.RecordObservableInstruments();
        return Of(instrument).ToDictionary(taken => taken.Tags.GetValueOrDefault(tag)?.ToString() ?? "", taken => taken.Value);
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var named = new Dictionary<string, object?>();
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            named.Add(tag.Key, tag.Value); // throws where a name comes twice
        }

        if (Equals(named.GetValueOrDefault("ffi.host"), _host))
        {
            _taken.Enqueue(new Taken(instrument.Name, value, named));
        }
    }

    internal sealed record Taken(string Instrument, double Value, Dictionary<string, object?> Tags);
}
