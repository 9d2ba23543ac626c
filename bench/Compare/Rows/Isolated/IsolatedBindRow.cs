using System.Globalization;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>A function declared anew each time, in words that no earlier declaration had.</summary>
/// <param name="library">One of those of bench/native/targets.c.</param>
/// <param name="options">Those of the host.</param>
internal sealed class IsolatedBindRow(string name, string work, string library, NativeHostOptions options, Goal? goal) : IsolatedRow(name, work, goal)
{
    protected override NativeHostOptions Options => options;

    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        IsolatedLibrary targets = host.Load(library);
        if (options.DeclarationChecking != DeclarationChecking.Off)
        {
            // It reads all that there is to read, too, once for the host.
            CheckedDeclarations.ThrowIfUnchecked(targets, "void bench_touch(int data)", byHeader: options.Headers.Count > 0);
        }

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
