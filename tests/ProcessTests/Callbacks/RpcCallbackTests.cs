using System.Buffers.Binary;
using FfiIsolation.Lanes;
using FfiIsolation.ProcessTests.Support;
using FfiIsolation.Rpc;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.ProcessTests.Callbacks;

/// <summary>Callbacks by the JSON-RPC lane, in a real worker: the functions that call back are those of libc.</summary>
public sealed class RpcCallbackTests : IAsyncLifetime
{
    private const int Mebibyte = 1024 * 1024;
    private RawWorker _worker = null!;

    public async ValueTask InitializeAsync() => _worker = await RawWorker.StartAsync();

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    [Fact(Timeout = Patience.Deadline)]
    public async Task Qsort_sorts_by_a_comparison_of_the_host()
    {
        NativePointer compare = await _worker.BindAsync(0, (0, CallbackLayout.SlotOne, 4), (1, CallbackLayout.SlotOne, 4));
        int comparisons = 0;
        _worker.Lane.Callbacks = new Answerer((frame, callback) =>
        {
            Assert.Equal(1, frame);
            comparisons++;
            ReadOnlySpan<byte> data = callback.Span[CallbackLayout.Data..];
            int order = BinaryPrimitives.ReadInt32LittleEndian(data).CompareTo(BinaryPrimitives.ReadInt32LittleEndian(data[CallbackLayout.DataAlignment..]));
            return ValueTask.FromResult(RawWorker.Answer((ulong)-order));
        });
        int[] numbers = [3, -1, 4, 1, -5, 9, 2, 6];
        NativeBuffer buffer = NativeBuffer.InOut(numbers.AsMemory());
        await _worker.CallAsync("void qsort(int *base, size_t count, size_t size, void *compare)", 0, buffer, 8, 4, compare);
        Assert.Equal([9, 6, 4, 3, 2, 1, -1, -5], numbers);
        Assert.InRange(comparisons, 7, 28);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Calls_are_made_within_a_callback()
    {
        NativePointer compare = await _worker.BindAsync(1023);
        Assert.Equal(5UL, await _worker.CallAsync("int abs(int x)", 0, -5));
        _worker.Lane.Callbacks = new Answerer(async (frame, _) =>
            RawWorker.Answer(await _worker.CallAsync("int abs(int x)", frame, -1)));
        int[] numbers = [1, 2];
        await _worker.CallAsync("void qsort(int *base, size_t count, size_t size, void *compare)", 0, NativeBuffer.InOut(numbers.AsMemory()), 2, 4, compare);
        Assert.Equal([2, 1], numbers);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_call_with_large_buffers_calls_back_too()
    {
        NativePointer compare = await _worker.BindAsync(5, (0, CallbackLayout.SlotOne, 1), (1, CallbackLayout.SlotOne, 1));
        int comparisons = 0;
        _worker.Lane.Callbacks = new Answerer((_, callback) =>
        {
            comparisons++;
            return ValueTask.FromResult(RawWorker.Answer((ulong)(callback.Span[CallbackLayout.Data] - callback.Span[CallbackLayout.Data + CallbackLayout.DataAlignment])));
        });
        byte[] elements = [.. Enumerable.Repeat((byte)7, 2 * Mebibyte), .. Enumerable.Repeat((byte)3, 2 * Mebibyte)];
        await _worker.CallAsync("void qsort(unsigned char *base, size_t count, size_t size, void *compare)", 0, elements, 2, 2 * Mebibyte, compare);
        Assert.Equal(1, comparisons);
        Assert.Equal(2 * Mebibyte, elements.AsSpan().IndexOf((byte)7));
        Assert.Equal(-1, elements.AsSpan(2 * Mebibyte).IndexOfAnyExcept((byte)7));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_thread_of_a_library_calls_back_and_waits_for_its_answer()
    {
        NativePointer start = await _worker.BindAsync(2);
        ulong[] thread = new ulong[1], value = new ulong[1];
        Task<ForeignCallback> next = _worker.Connection.Control.NextCallbackAsync(CancellationToken.None);
        Assert.Equal(0UL, (uint)await _worker.CallAsync("int pthread_create(unsigned long *thread, const void *attributes, void *start, unsigned long argument)", 0,
            NativeBuffer.Out<ulong>(thread), NativePointer.Null, start, 1234UL));
        ForeignCallback callback = await next.WaitAsync(Patience.Unexpected);
        Assert.Equal(2, BinaryPrimitives.ReadInt32LittleEndian(callback.Callback.AsSpan(CallbackLayout.Index)));
        Assert.Equal(1234UL, BinaryPrimitives.ReadUInt64LittleEndian(callback.Callback.AsSpan(CallbackLayout.Integers)));
        await _worker.Connection.Control.AnswerForeignAsync(new ForeignAnswer { Slot = callback.Slot, Answer = RawWorker.Answer(4321) }).WaitAsync(Patience.Unexpected);
        await _worker.CallAsync("int pthread_join(unsigned long thread, unsigned long *value)", 0, thread[0], NativeBuffer.Out<ulong>(value));
        Assert.Equal(4321UL, value[0]);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_callback_that_nobody_answers_breaks_the_lane()
    {
        NativePointer compare = await _worker.BindAsync(0);
        var e = await Assert.ThrowsAsync<LaneBrokenException>(() =>
            _worker.CallAsync("void qsort(int *base, size_t count, size_t size, void *compare)", 0, NativeBuffer.InOut(1, 2), 2, 4, compare));
        Assert.True(e.IsViolation);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_call_on_a_frame_whose_turn_it_is_not_is_refused() =>
        Assert.Contains("Frame 1", (await Assert.ThrowsAsync<LaneBrokenException>(() => _worker.CallAsync("int abs(int x)", 1, -1))).Message);

    private sealed class Answerer(Func<int, ReadOnlyMemory<byte>, ValueTask<byte[]>> reply) : ICallbackAnswerer
    {
        public int Answer(int frame, ReadOnlySpan<byte> callback, Span<byte> answer)
        {
            byte[] bytes = reply(frame, callback.ToArray()).AsTask().GetAwaiter().GetResult();
            bytes.CopyTo(answer);
            return bytes.Length;
        }
    }
}
