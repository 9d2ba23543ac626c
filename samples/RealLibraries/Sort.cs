// The C library's qsort and bsearch, which call a comparer written in C#.
namespace FfiIsolation.Samples.RealLibraries;

internal static class Sort
{
    public static void Run(NativeHost host, string folder)
    {
        using NativeSession session = host.OpenSession();
        ISort c = ISort.On(session);
        int[] numbers = [30, 10, 20, 50, 40];
        c.Sort(numbers, (nuint)numbers.Length, sizeof(int), (in left, in right) => left.CompareTo(right));
        Step.Is("sorted", "10 20 30 40 50", string.Join(' ', numbers));

        // What bsearch returns points into its array, so the array has to stay where it is.
        using RentedBuffer<int> kept = session.Rent<int>(numbers.Length);
        numbers.CopyTo(kept.Span);
        NativePointer found = c.Search(40, kept, (nuint)kept.Count, sizeof(int), (in key, in item) => key.CompareTo(item));
        Step.Is("40 is at", 3L, (long)(found.Address - kept.Pointer.Address) / sizeof(int));
        Step.Is("45 is there", false, !c.Search(45, kept, (nuint)kept.Count, sizeof(int), (in key, in item) => key.CompareTo(item)).IsNull);

        Step.Throws<NotSupportedException>(
            "thrown by the comparer, through qsort",
            () => c.Sort(numbers, (nuint)numbers.Length, sizeof(int), (in _, in _) => throw new NotSupportedException("these two cannot be compared")));

        Step.Crashes("an array that is not there", () => c.Sort(null, 5, sizeof(int), (in left, in right) => left.CompareTo(right)));
        using NativeSession next = host.OpenSession();
        ISort.On(next).Sort(numbers, (nuint)numbers.Length, sizeof(int), (in left, in right) => right.CompareTo(left));
        Step.Is("and the next", "50 40 30 20 10", string.Join(' ', numbers));
    }
}

[NativeLibrary("c")]
public partial interface ISort
{
    [NativeFunction("void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))")]
    void Sort(int[]? items, nuint count, nuint size, Comparison compare);

    [NativeFunction("void *bsearch(const void *key, const void *base, size_t count, size_t size, int (*compare)(const void *, const void *))")]
    NativePointer Search(in int key, RentedBuffer<int> items, nuint count, nuint size, Comparison compare);

    delegate int Comparison(in int left, in int right);
}
