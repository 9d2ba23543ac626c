using FfiIsolation.Compare.Children;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>The first function that a host holds against a header, for which libclang reads it in a worker of its own. The host is new each time; its start and its end are not timed.</summary>
internal sealed class HeaderReadingRow() : Row("bind.header.first", "the first of a host: libclang reads the header for it", Goal.Beside("bind.header"))
{
    public override async Task<Measurement> MeasureAsync(RowContext context)
    {
        NativeHost? host = null;
        IsolatedLibrary? targets = null;
        try
        {
            await StartAsync().ConfigureAwait(false);
            CheckedDeclarations.ThrowIfUnchecked(targets!, "void bench_touch(int data)", byHeader: true);
            return await context.SlowMeter.MeasureAsync(Bind, StartAsync).ConfigureAwait(false);
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }

        ValueTask Bind(int count)
        {
            targets!.Function("void bench_touch(unsigned char *data, size_t size)");
            return default;
        }

        async ValueTask StartAsync()
        {
            await EndAsync().ConfigureAwait(false);
            host = NativeHost.Start(CheckedDeclarations.ByHeader);
            targets = host.Load(Places.SilentTargets);
        }

        async ValueTask EndAsync()
        {
            if (host is not null)
            {
                await host.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
