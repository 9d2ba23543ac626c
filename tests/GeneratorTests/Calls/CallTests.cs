using System.Runtime.InteropServices;
using System.Text;
using FfiIsolation.GeneratorTests.Support;

namespace FfiIsolation.GeneratorTests.Calls;

/// <summary>The generated clients, in real workers over both lanes.</summary>
public sealed partial class CallTests
{
    private const int BadDescriptor = 9; // EBADF of errno.h

    [Theory(Timeout = Patience.Deadline), InlineData(LaneChoice.SharedMemory), InlineData(LaneChoice.Rpc)]
    public async Task A_stateless_interface_runs_on_a_host_and_on_a_session(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        await using NativeSession session = await host.OpenSessionAsync();
        foreach (ILibC c in (ILibC[])[ILibC.On(host), await ILibC.OnAsync(host), ILibC.On(session), await ILibC.OnAsync(session)])
        {
            Assert.Equal((nuint)7, c.StrLen("Grüße"));
            Assert.Equal((nuint)14, c.TwiceTheLength("Grüße"));
            Assert.Equal((nuint)3, await c.StrLenAsync("abc\0"u8.ToArray()));
            Assert.Equal(5, c.Abs(-5));
            Assert.Equal(new ILibC.Division(-3, -2), c.Divide(-17, 5));
            Assert.True(c.IsLetter('x'));
            Assert.False(c.IsLetter('1'));
            Assert.Equal((0.5, 4), (c.Split(8, out int exponent), exponent));
            Assert.NotEqual(Environment.ProcessId, c.ProcessId());
        }

        Assert.Equal(session.ProcessId, ILibC.On(session).ProcessId());
    }

    [Theory(Timeout = Patience.Deadline), InlineData(LaneChoice.SharedMemory), InlineData(LaneChoice.Rpc)]
    public async Task Text_is_copied_by_its_ownership(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        ILibC c = ILibC.On(host);
        Assert.Equal("kept", c.Duplicate("kept"));
        Assert.Equal("kept", await c.DuplicateAsync("kept"));
        Assert.Equal("Bad file descriptor", c.ErrorText(BadDescriptor));
    }

    [Theory(Timeout = Patience.Deadline), InlineData(LaneChoice.SharedMemory), InlineData(LaneChoice.Rpc)]
    public async Task Buffers_go_in_and_come_back(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        ILibC c = ILibC.On(host);
        CheckSpans(c);
        byte[] bytes = new byte[4];
        await c.FillAsync(bytes.AsMemory(1, 2), 7, 2);
        Assert.Equal([0, 7, 7, 0], bytes);
        int[] items = [3, 1, 2];
        await c.SortAsync(items, 3, sizeof(int), (in left, in right) => left.CompareTo(right));
        Assert.Equal([1, 2, 3], items);
    }

    private static void CheckSpans(ILibC c)
    {
        Span<int> destination = stackalloc int[3];
        c.Copy(destination[..2], [1, 2], 2 * sizeof(int));
        Assert.Equal([1, 2, 0], destination.ToArray());
        Span<int> items = [3, 1, 2];
        c.Sort(items, 3, sizeof(int), (in left, in right) => right.CompareTo(left));
        Assert.Equal([3, 2, 1], items.ToArray());
        Span<byte> text = new byte[64];
        int length = c.Format(text, 64, "%d %.1f %s", 42, 2.5, "Grüße");
        Assert.Equal("42 2.5 Grüße", Encoding.UTF8.GetString(text[..length]));
        Assert.Throws<ArgumentException>(() => c.Copy(new int[1], [1, 2], 2 * sizeof(int))); // the prototype tells the length
    }

    [Theory(Timeout = Patience.Deadline), InlineData(LaneChoice.SharedMemory), InlineData(LaneChoice.Rpc)]
    public async Task Errno_is_kept_where_it_is_asked_for(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        ILibC c = ILibC.On(host);
        Assert.Equal((-1, BadDescriptor), (c.Close(-1), Marshal.GetLastPInvokeError()));
        NativeResult result = await c.CloseAsync(-1);
        Assert.Equal((-1, BadDescriptor), ((int)result, result.Errno));
    }

    [Theory(Timeout = Patience.Deadline), InlineData(LaneChoice.SharedMemory), InlineData(LaneChoice.Rpc)]
    public async Task Crashes_timeouts_and_exceptions_of_callbacks_are_exceptions(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        ILibC c = ILibC.On(host);
        NativeCrashException crash = Assert.Throws<NativeCrashException>(() => c.StrLen(null));
        Assert.Equal("strlen", crash.Report.Call!.Function);
        CallTimeoutException late = Assert.Throws<CallTimeoutException>(() => c.Sleep(new ILibC.TimeSpec(60, 0), out _));
        Assert.Equal(TimeSpan.FromMilliseconds(100), late.Timeout);
        Assert.Throws<InvalidTimeZoneException>(() => c.Sort([2, 1], 2, sizeof(int), (in _, in _) => throw new InvalidTimeZoneException()));
        Assert.Equal(0, c.Sleep(default, out _));
        await Assert.ThrowsAsync<BufferOverrunException>(async () => await c.StrLenAsync(default)); // default memory has no terminator: it reads beyond its end
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await c.StrLenAsync("a\0"u8.ToArray(), new CancellationToken(canceled: true)));
    }

    [Theory(Timeout = Patience.Deadline), InlineData(LaneChoice.SharedMemory), InlineData(LaneChoice.Rpc)]
    public async Task Handles_and_pointers_live_in_their_session(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        await using NativeSession session = await host.OpenSessionAsync();
        IFiles files = IFiles.On(session);
        using (NativeHandle stream = files.Open("/proc/self/comm", "r")!)
        {
            Assert.Equal(('f', "fclose"), ((char)files.Read(stream), stream.DeallocatorName));
            Assert.Equal(0, files.Close(stream));
            Assert.True(stream.IsFreed);
            Assert.Throws<StaleHandleException>(() => files.Read(stream));
        }

        Assert.Null(await files.OpenAsync("/no such file", "r"));
        Assert.Equal(2, files.Format(out NativeHandle? text, "%d", 42));
        Assert.Equal(("free", "42"), (text!.DeallocatorName, session.ReadText(text.Pointer)));
        Assert.Equal((nuint)2, files.Length(text.Pointer));
        Assert.Equal(42, files.ToNumber(text.Pointer, out NativePointer end, 10));
        Assert.Equal(text.Pointer + 2, end);
        text.Dispose();
        Assert.Empty(session.OpenHandles);
        Assert.Equal("Grüße", files.DuplicateBytes("Grüße"));
        Assert.False(files.Find(3, [1, 2, 3], 3, sizeof(int), (in left, in right) => left != right).IsNull);
        Assert.True(files.Find(4, [1, 2, 3], 3, sizeof(int), (in left, in right) => left != right).IsNull);
        Assert.Throws<InvalidOperationException>(() => typeof(IFiles).GetMethod("On", [typeof(NativeHost)])!.Invoke(null, System.Reflection.BindingFlags.DoNotWrapExceptions, null, [host], null));
    }

    [Theory(Timeout = Patience.Deadline), InlineData(LaneChoice.SharedMemory), InlineData(LaneChoice.Rpc)]
    public async Task A_pointer_is_moved_by_native_code_and_belongs_to_its_session(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        await using NativeSession session = await host.OpenSessionAsync();
        IFiles files = IFiles.On(session);
        NativePointer memory = session.Allocate(16), rest = memory;
        session.Write<byte>(memory, "one,two\0"u8.ToArray());
        Assert.Equal("one", session.ReadText(files.Next(ref rest, ",")));
        Assert.Equal(memory + 4, rest);
        Assert.Equal("two", session.ReadText(files.Next(ref rest, ",")));
        Assert.Equal(NativePointer.Null, rest);

        await using NativeSession other = await host.OpenSessionAsync();
        NativePointer foreign = other.Allocate(16), before = foreign;
        StaleHandleException stale = Assert.Throws<StaleHandleException>(() => files.Next(ref foreign, ","));
        Assert.Contains("'char **text'", stale.Message);
        Assert.Equal(before, foreign);
    }

    /// <summary>For tests of an application's own, an interface is implemented like any other.</summary>
    [Fact]
    public void An_interface_can_be_faked()
    {
        ILength fake = new Fake();
        Assert.Equal((nuint)42, fake.StrLen("anything"));
    }

    [NativeLibrary("c")]
    public partial interface ILength
    {
        [NativeFunction("size_t strlen(const char *s)")]
        nuint StrLen(string s);
    }

    private sealed class Fake : ILength
    {
        public nuint StrLen(string s) => 42;
    }

    private static Task<NativeHost> StartAsync(LaneChoice lane) =>
        NativeHost.StartAsync(new NativeHostOptions { Lane = lane, RestartBudget = RestartBudget.Unlimited });
}
