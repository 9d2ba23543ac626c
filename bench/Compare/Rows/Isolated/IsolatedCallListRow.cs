using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>A list of a hundred calls, put together once and run again and again.</summary>
internal sealed class IsolatedCallListRow()
    : IsolatedRow("isolated.callList", "cos(x) 100 times, one CallList", Goal.AtMost(1, new GoalTerm("isolated.sync", 5), new GoalTerm("inproc.pinvoke", Calls)))
{
    private const int Calls = 100;

    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        NativeFunction cosine = Cosine(host);
        var list = new CallList();
        for (int i = 0; i < Calls; i++)
        {
            list.Add(cosine, 0.01 * i);
        }

        return context.Meter.MeasureAsync(Run);

        ValueTask Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                list.Run();
            }

            return default;
        }
    }
}
