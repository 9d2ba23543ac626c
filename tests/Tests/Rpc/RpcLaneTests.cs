// The JSON-RPC lane against a worker that answers as it should: by message, and by bulk channel.
using System.Buffers.Binary;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.Rpc;
using Nerdbank.Streams;

namespace FfiIsolation.Tests.Rpc;

public sealed class RpcLaneTests
{
    private const int Large = 3 * 1024 * 1024;
    private const int Huge = 40 * 1024 * 1024;
    private static readonly TimeSpan Unexpected = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_small_call_is_one_message()
    {
        byte[] text = new byte[10];
        PreparedCall call = CallSamples.Prepare("int f(char *a, const char *b)", text, "héllo");
        await using var worker = new FakeWorker(new Calls(request =>
        {
            Assert.False(request.Bulk);
            Assert.Equal(call.Image, request.Image);
            Assert.Equal([.. new byte[10], .. "héllo\0"u8], request.Blocks);
            return Task.FromResult(CallSamples.Reply(CallSamples.Result(rax: 7), [.. "changed"u8, 0, 0, 0]));
        }));
        LaneReply reply = await worker.Lane.CarryAsync(call, 1, 0).WaitAsync(Unexpected);
        call.Check(reply);
        Assert.Equal(0, call.Accept(reply).Length);
        Assert.Equal("changed\0\0\0"u8, text);
    }

    [Theory]
    [InlineData(Large)]
    [InlineData(Huge)]
    public async Task Large_buffers_travel_by_a_channel_of_their_own(int size)
    {
        byte[] sent = new byte[size];
        new Random(1).NextBytes(sent);
        byte[] buffer = [.. sent];
        PreparedCall call = CallSamples.Prepare("void f(unsigned char *data)", buffer);
        CallImageWriter.Address(call.Image, 0x1000, 42);
        FakeWorker? worker = null;
        await using (worker = new FakeWorker(new Calls(request => AnswerBulkAsync(worker!, request, async (bulk, received) =>
        {
            Assert.True(received.AsSpan().SequenceEqual(sent));
            Array.Reverse(received);
            await bulk.WriteAsync(received);
        }, size))))
        {
            LaneReply reply = await worker.Lane.CarryAsync(call, 42, 0).WaitAsync(Unexpected);
            call.Check(reply);
            call.Accept(reply);
            Array.Reverse(sent);
            Assert.True(sent.AsSpan().SequenceEqual(buffer));
        }
    }

    [Fact]
    public async Task A_large_output_alone_travels_by_a_channel_too()
    {
        byte[] buffer = new byte[Large];
        PreparedCall call = CallSamples.Prepare("void f(unsigned char *data)", NativeBuffer.Out<byte>(buffer));
        CallImageWriter.Address(call.Image, 0x1000, 43);
        FakeWorker? worker = null;
        await using (worker = new FakeWorker(new Calls(request => AnswerBulkAsync(worker!, request, async (bulk, _) =>
        {
            byte[] filled = new byte[Large];
            filled.AsSpan().Fill(0x5A);
            await bulk.WriteAsync(filled);
        }, 0))))
        {
            LaneReply reply = await worker.Lane.CarryAsync(call, 43, 0).WaitAsync(Unexpected);
            call.Check(reply);
            call.Accept(reply);
            Assert.Equal(-1, buffer.AsSpan().IndexOfAnyExcept((byte)0x5A));
        }
    }

    [Fact]
    public async Task A_worker_that_goes_away_breaks_the_lane_without_a_violation()
    {
        FakeWorker? worker = null;
        await using (worker = new FakeWorker(new Calls(async _ =>
        {
            await worker!.Channels.DisposeAsync();
            throw new InvalidOperationException("not reached");
        })))
        {
            var e = await Assert.ThrowsAsync<LaneBrokenException>(() => worker.Lane.CarryAsync(CallSamples.Prepare("int f(void)"), 1, 0).WaitAsync(Unexpected));
            Assert.False(e.IsViolation, e.Message);
            await worker.Host.Ended.WaitAsync(Unexpected);
        }
    }

    internal static async Task<InvokeReply> AnswerBulkAsync(FakeWorker worker, InvokeRequest request, Func<Stream, byte[], Task> answer, int inputBytes)
    {
        Assert.True(request.Bulk);
        Assert.Empty(request.Blocks);
        ulong sequence = BinaryPrimitives.ReadUInt64LittleEndian(request.Image.AsSpan(CallImageLayout.Sequence));
        MultiplexingStream.Channel channel = await worker.Channels.AcceptChannelAsync(WorkerChannels.Bulk(sequence));
        await using Stream bulk = channel.AsStream();
        byte[] received = new byte[inputBytes];
        await bulk.ReadExactlyAsync(received);
        await answer(bulk, received);
        return CallSamples.Reply(CallSamples.Result());
    }
}
