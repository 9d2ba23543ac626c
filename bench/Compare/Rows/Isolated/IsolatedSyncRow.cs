using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <param name="options">Those of the host; null for the default.</param>
internal sealed class IsolatedSyncRow(string name, string work, Goal goal, NativeHostOptions? options = null) : IsolatedRow(name, work, goal)
{
    protected override NativeHostOptions Options { get; } = options ?? new();

    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        if (Options.Headers.Count > 0)
        {
            CheckedDeclarations.ThrowIfUnchecked(host.Load("m"), "double cos(int x)", byHeader: true);
        }

        NativeFunction cosine = Cosine(host);
        return context.Meter.MeasureAsync(Run);

        ValueTask Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                cosine.Invoke(0.5);
            }

            return default;
        }
    }
}
