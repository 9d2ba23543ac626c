using System.Globalization;
using FfiIsolation.Compare.Rows;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Children;

/// <summary>Measurements that a program in another language makes itself: it prints its samples, one in a line, in nanoseconds per operation.</summary>
internal static class SamplesOf
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <param name="allocatedBytes">On the managed heap: 0 for C, null where nobody counts.</param>
    public static async Task<Measurement> ProgramAsync(
        string path, IEnumerable<string> arguments, Budget budget, int block, double? allocatedBytes)
    {
        using Child child = Child.Start(path, arguments);
        string text = await child.ReadToEndAsync(budget.WarmUp + budget.Limit + s_patience).ConfigureAwait(false);
        double[] samples = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
        return samples.Length > 0 ? Measurement.Of(samples, allocatedBytes, block) : throw new InvalidOperationException($"{path} printed no sample.");
    }

    public static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>The interpreter, found where a shell would find it.</summary>
    /// <exception cref="RowUnavailableException">There is none.</exception>
    public static string Python() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "python3")).FirstOrDefault(File.Exists)
        ?? throw new RowUnavailableException("no python3 on this machine");
}
