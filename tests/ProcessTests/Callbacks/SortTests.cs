using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Callbacks;

/// <summary>qsort and bsearch of the C library with comparers in C#.</summary>
public sealed class SortTests
{
    private const string Sort = "void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))";
    private const string Search = "void *bsearch(const void *key, const void *base, size_t count, size_t size, int (*compare)(const void *, const void *))";
    private const string Compare = "int compare(const int *a, const int *b) __attribute__((access(read_only, 1), access(read_only, 2)))";

    public static TheoryData<LaneChoice> Lanes => [LaneChoice.Rpc, LaneChoice.SharedMemory];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_comparer_in_csharp_sorts_in_a_worker_of_a_host(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        NativeFunction sort = await recorded.Host.FunctionAsync("c", Sort);
        int thread = Environment.CurrentManagedThreadId;
        int calls = 0;
        using NativeCallback compare = NativeCallback.Of(arguments =>
        {
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            calls++;
            return arguments.Read<int>(0).CompareTo(arguments.Read<int>(1));
        }).As(Compare);

        int[] numbers = Shuffled(200);
        sort.Invoke(NativeBuffer.InOut(numbers), numbers.Length, sizeof(int), compare);

        Assert.Equal(Enumerable.Range(0, 200), numbers);
        Assert.InRange(calls, 199, 200 * 200);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task What_no_rule_brings_along_is_read_during_the_callback(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        NativeFunction sort = await recorded.Host.FunctionAsync("c", Sort);
        using NativeCallback compare = NativeCallback.Of(arguments => arguments.Read<int>(0).CompareTo(arguments.Read<int>(1)));

        int[] numbers = Shuffled(40);
        await sort.InvokeAsync(NativeBuffer.InOut(numbers), numbers.Length, sizeof(int), compare);
        Assert.Equal(Enumerable.Range(0, 40), numbers);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_session_sorts_and_searches_its_own_memory(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction sort = await session.FunctionAsync("c", Sort);
        NativeFunction search = await session.FunctionAsync("c", Search);
        int[] numbers = Shuffled(50);
        NativePointer array = session.Allocate(numbers.Length * sizeof(int));
        session.Write<int>(array, numbers);
        using NativeCallback compare = NativeCallback.Of((NativePointer a, NativePointer b) => session.Read<int>(a).CompareTo(session.Read<int>(b)));

        sort.Invoke(array, numbers.Length, sizeof(int), compare);
        session.Read<int>(array, numbers.AsMemory());
        Assert.Equal(Enumerable.Range(0, 50), numbers);

        NativePointer key = session.Allocate(sizeof(int));
        session.Write(key, 33);
        Assert.Equal(array + (33 * sizeof(int)), search.Invoke(key, array, numbers.Length, sizeof(int), compare).Pointer);
        session.Write(key, 50);
        Assert.True(search.Invoke(key, array, numbers.Length, sizeof(int), compare).Pointer.IsNull);
    }

    private static int[] Shuffled(int count)
    {
        int[] numbers = [.. Enumerable.Range(0, count)];
        new Random(count).Shuffle(numbers);
        return numbers;
    }
}
