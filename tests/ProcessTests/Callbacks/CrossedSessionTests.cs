using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Callbacks;

/// <summary>A callback of one session that calls another, whose callback calls the first again, all on one thread.</summary>
public sealed class CrossedSessionTests
{
    public static TheoryData<LaneChoice> Lanes => [LaneChoice.Rpc, LaneChoice.SharedMemory];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task The_buffers_of_the_first_call_are_not_touched_by_the_last(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using NativeSession first = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        await using NativeSession second = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction search = first.Load("c").Function(
            "void *bsearch(const void *key, const void *base, size_t count, size_t size, int (*compare)(const void *, const void *))");
        NativeFunction length = first.Load("c").Function("size_t strlen(const char *s)");
        NativeFunction callBack = await second.FaultAsync("int call_back(int (*callback)(int value), int value)");
        var measured = new HashSet<int>();
        NativeCallback measure = NativeCallback.Of((int value) =>
        {
            measured.Add((int)length.Invoke("a text of the last call"));
            return value;
        });

        foreach (int wanted in (int[])[1, 2, 3, 4, 5])
        {
            NativeResult found = search.Invoke(
                NativeBuffer.In(wanted),
                NativeBuffer.In(1, 2, 3, 4, 5),
                5,
                sizeof(int),
                NativeCallback.Of(both =>
                {
                    callBack.Invoke(measure, 0);
                    return both.Read<int>(0).CompareTo(both.Read<int>(1));
                }));
            Assert.False(found.Pointer.IsNull);
        }

        Assert.Equal([23], measured);
    }
}
