using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>What native code allocates in a session: the call itself is spread over the pairs that it makes.</summary>
internal sealed class IsolatedHeapRow(string name, string work, HeapGuarding guarding, Goal? goal) : IsolatedRow(name, work, goal)
{
    private const int Pairs = 1000;

    protected override async Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        using NativeSession session = host.OpenSession(new SessionOptions { HeapGuarding = guarding });
        NativeFunction allocate = session.Load(Children.Places.Targets).Function("void bench_allocate(int times)");
        return await context.Meter.MeasureAsync(Run, operationsPerRun: Pairs).ConfigureAwait(false);

        ValueTask Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                allocate.Invoke(Pairs);
            }

            return default;
        }
    }
}
