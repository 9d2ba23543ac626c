// The example of docs/callbacks.md, which a test compares with it.
namespace FfiIsolation.ProcessTests.Papers;

internal static class CallbacksExample
{
    /// <param name="Console">Stands in for System.Console, so that what is printed can be compared with the comments.</param>
    public static void Run(NativeHost host, TextWriter Console)
    {
        // README: begin
        NativeFunction sort = host.Load("c").Function("void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))");
        NativeCallback compare = NativeCallback.Of(arguments => arguments.Read<int>(0).CompareTo(arguments.Read<int>(1)))
            .As("int compare(const int *a, const int *b) __attribute__((access(read_only, 1), access(read_only, 2)))");
        int[] numbers = [3, 1, 2];
        sort.Invoke(NativeBuffer.InOut(numbers), numbers.Length, sizeof(int), compare);
        Console.WriteLine(string.Join(' ', numbers));        // 1 2 3
        // README: end
    }
}
