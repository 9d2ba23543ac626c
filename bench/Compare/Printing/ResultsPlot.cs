using FfiIsolation.Compare.Rows;
using FfiIsolation.Measuring;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace FfiIsolation.Compare.Printing;

/// <summary>The medians as bars on a logarithmic scale, since they differ by six orders of magnitude.</summary>
internal static class ResultsPlot
{
    private const double WidthInPixels = 1000;
    private const double HeightOfRow = 24;
    private const double HeightOfRest = 130;
    private const double WidthOfNames = 240;       // the exporter estimates the width of text, and too low
    private const double Edge = 24;
    private const string Font = "sans-serif";

    public static void Write(string path, Report report, Machine machine)
    {
        RowOutcome[] rows = [.. report.Rows.Where(row => row.Measurement is not null)];
        using FileStream file = File.Create(path);
        var exporter = new SvgExporter { Width = WidthInPixels, Height = HeightOfRest + (HeightOfRow * rows.Length) };
        exporter.Export(Model(rows, machine), file);
    }

    private static PlotModel Model(RowOutcome[] rows, Machine machine)
    {
        var model = new PlotModel
        {
            Title = "One call or operation: median",
            Subtitle = machine.ToString(),
            SubtitleFontSize = 10,
            DefaultFont = Font,
            Background = OxyColors.White,
            Padding = new OxyThickness(Edge),
            PlotMargins = new OxyThickness(WidthOfNames, double.NaN, double.NaN, double.NaN),
        };
        double lowest = rows.Select(row => row.Measurement!.P50Nanoseconds).DefaultIfEmpty(1).Min();
        var bars = new BarSeries { BaseValue = PowerOfTenBelow(lowest), LabelPlacement = LabelPlacement.Base };
        var names = new CategoryAxis { Position = AxisPosition.Left, StartPosition = 1, EndPosition = 0, GapWidth = 0.3 };
        foreach (RowOutcome row in rows)
        {
            names.Labels.Add($"{row.Row.Name}  {DurationText.Of(row.Measurement!.P50Nanoseconds)}");
            bars.Items.Add(new BarItem(row.Measurement.P50Nanoseconds) { Color = ColorOf(row.Row.Name) });
        }

        model.Axes.Add(names);
        model.Axes.Add(new LogarithmicAxis
        {
            Position = AxisPosition.Bottom,
            Minimum = bars.BaseValue,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = OxyColors.LightGray,
            LabelFormatter = DurationText.Of,
        });
        model.Series.Add(bars);
        return model;
    }

    /// <summary>Ours, the limits of the machine, and the peers.</summary>
    private static OxyColor ColorOf(string name) => name.Split('.')[0] switch
    {
        "limit" or "inproc" => OxyColors.Gray,
        "peer" => OxyColors.DarkOrange,
        _ => OxyColors.SteelBlue,
    };

    private static double PowerOfTenBelow(double value) => Math.Pow(10, Math.Floor(Math.Log10(Math.Max(value, 1)) - 0.01));
}
