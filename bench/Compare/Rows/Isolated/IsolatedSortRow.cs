using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>qsort of the C library with a comparison in C#: a callback whose two arguments point at what it is to compare, and which comes along.</summary>
internal sealed class IsolatedSortRow() : IsolatedRow("isolated.callback.qsort", "a comparison of qsort, 1,000 int in one Invoke", Goal.Beside("limit.sharedMemory.spin"))
{
    private const int Count = 1000;

    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        NativeFunction sort = host.Load("c").Function("void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))");
        int comparisons = 0;
        using NativeCallback compare = NativeCallback.Of(a =>
        {
            comparisons++;
            return a.Read<int>(0).CompareTo(a.Read<int>(1));
        });
        int[] mixed = [.. Enumerable.Range(0, Count).Select(i => (i * 7919) % Count)];
        int[] numbers = new int[Count];
        NativeBuffer<int> buffer = NativeBuffer.InOut(numbers);
        Sort();
        int each = comparisons;
        return context.Meter.MeasureAsync(Run, operationsPerRun: each);

        ValueTask Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                Sort();
            }

            return default;
        }

        void Sort()
        {
            mixed.CopyTo(numbers, 0);
            sort.Invoke(buffer, Count, sizeof(int), compare);
            if (numbers[Count / 2] != Count / 2)
            {
                throw new InvalidOperationException("The numbers are not sorted.");
            }
        }
    }
}
