using System.Globalization;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>A function declared anew each time, in words that no earlier declaration had.</summary>
internal sealed class IsolatedBindRow(string name, string work, DeclarationChecking checking, Goal? goal) : IsolatedRow(name, work, goal)
{
    protected override NativeHostOptions Options { get; } = new() { DeclarationChecking = checking };

    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        IsolatedLibrary targets = host.Load(Children.Places.Targets);
        int number = 0;
        return context.Meter.MeasureAsync(Run);

        ValueTask Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                targets.Function(string.Create(CultureInfo.InvariantCulture, $"void bench_touch(unsigned char *data{number++}, size_t size)"));
            }

            return default;
        }
    }
}
