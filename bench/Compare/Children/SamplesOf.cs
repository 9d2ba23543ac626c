using System.Globalization;
using FfiIsolation.Compare.Rows;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Children;

/// <summary>Measurements that a program in another language makes itself: it prints its samples, one in a line, in nanoseconds per operation.</summary>
internal static class SamplesOf
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <param name="patience">What it may take to measure, its start and its end apart.</param>
    public static async Task<double[]> ProgramAsync(string path, IEnumerable<string> arguments, TimeSpan patience)
    {
        using Child child = Child.Start(path, arguments);
        string text = await child.ReadToEndAsync(patience + s_patience).ConfigureAwait(false);
        double[] samples = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
        return samples.Length > 0 ? samples : throw new InvalidOperationException($"{path} printed no sample.");
    }

    /// <summary>One that measures all by itself, with nobody else in turn; what it allocates nobody counts.</summary>
    public static async Task<Measurement> PythonAsync(string script, Budget budget, int block)
    {
        string[] arguments = [Places.Python(script), Milliseconds(budget.WarmUp), Milliseconds(budget.Measure), block.ToString(CultureInfo.InvariantCulture)];
        return Measurement.Of(await ProgramAsync(Python(), arguments, budget.WarmUp + budget.Limit).ConfigureAwait(false), null, block);
    }

    public static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>The interpreter, found where a shell would find it.</summary>
    /// <exception cref="RowUnavailableException">There is none.</exception>
    private static string Python() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "python3")).FirstOrDefault(File.Exists)
        ?? throw new RowUnavailableException("no python3 on this machine");
}
