using FfiIsolation.Compare.Children;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Starts;

/// <summary>This program starts itself, and waits for the first result: start of .NET, compiler, host, worker and call.</summary>
internal sealed class ColdStartRow() : Row("start.cold", "a new process: start to first result", Goal.Within(TimeSpan.FromMilliseconds(150)))
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public override async Task<Measurement> MeasureAsync(RowContext context)
    {
        string self = Environment.ProcessPath ?? throw new RowUnavailableException("the path of this program is not known");
        Child? child = null;
        try
        {
            Measurement measured = await context.SlowMeter.MeasureAsync(StartAsync, EndAsync).ConfigureAwait(false);
            return measured with { AllocatedBytes = null }; // it happens in the other process
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }

        async ValueTask StartAsync(int count)
        {
            child = Child.Start(self, ColdStart.Verb);
            string line = await child.ReadLineAsync(s_patience).ConfigureAwait(false);
            if (line != "1")
            {
                throw new InvalidOperationException($"cos(0) came as {line}.");
            }
        }

        ValueTask EndAsync()
        {
            child?.Dispose();
            child = null;
            return default;
        }
    }
}
