using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Starts;

/// <summary>The same where .NET runs and the host's code has been compiled. Not in the JSON, whose names are fixed.</summary>
internal sealed class WarmProcessStartRow() : Row("start.cold.warmProcess", "a new host in a warm process: start to first result", Goal.Within(TimeSpan.FromMilliseconds(20)))
{
    public override bool IsListed => false;

    public override async Task<Measurement> MeasureAsync(RowContext context)
    {
        NativeHost? host = null;
        try
        {
            return await context.SlowMeter.MeasureAsync(Start, EndAsync).ConfigureAwait(false);
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }

        ValueTask Start(int count)
        {
            host = NativeHost.Start();
            ColdStart.FirstResult(host);
            return default;
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
