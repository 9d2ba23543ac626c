// Every message, written by one side's formatter and read by the other's, over the real channels: the host's MessagePack and the
// worker's Nerdbank.MessagePack are two libraries that must agree on every byte.
using FfiIsolation.Rpc;
using StreamJsonRpc;

namespace FfiIsolation.Tests.Rpc;

public sealed class MessageTests
{
    private static readonly TimeSpan Unexpected = TimeSpan.FromSeconds(30);

    private static readonly HandshakeRequest s_hello = new() { ProtocolVersion = 1, ProductVersion = "0.1.0-ü", ContractHash = "" };

    [Fact]
    public async Task A_handshake_arrives_as_it_was_sent_both_ways()
    {
        HandshakeRequest? received = null;
        var reply = new HandshakeReply
        {
            ProtocolVersion = int.MinValue,
            ProductVersion = "",
            ContractHash = "0123456789abcdef",
            ProcessId = int.MaxValue,
            DataModel = "LP64/SystemV",
            SegmentAddress = ulong.MaxValue,
            SymbolLookup = 0x7fff_0000_0001,
            Capabilities = ["lane.rpc", "", "lane.shm"],
            Secret = [0, 255, 128],
        };
        await using var worker = new FakeWorker(control: new Control((request, _) =>
        {
            received = request;
            return Task.FromResult(reply);
        }));
        HandshakeReply answer = await worker.Host.Control.HandshakeAsync(s_hello, CancellationToken.None).WaitAsync(Unexpected);
        Assert.Equivalent(s_hello, received, strict: true);
        Assert.Equivalent(reply, answer, strict: true);
        await worker.Host.Control.ShutdownAsync().WaitAsync(Unexpected);
    }

    /// <summary>A worker of another build may leave parts out; the host must see that, not fail over it.</summary>
    [Fact]
    public async Task Parts_that_are_null_arrive_as_null()
    {
        var reply = new HandshakeReply
        {
            ProtocolVersion = 0, ProductVersion = null!, ContractHash = null!, ProcessId = 0, DataModel = null!, SegmentAddress = 0, SymbolLookup = 0,
            Capabilities = null!, Secret = null!,
        };
        await using var worker = new FakeWorker(
            new Calls(_ => Task.FromResult(new InvokeReply { Message = 0, Result = null!, Blocks = null!, Callback = null! })), new Control((_, _) => Task.FromResult(reply)));
        Assert.Equivalent(reply, await worker.Host.Control.HandshakeAsync(s_hello, CancellationToken.None).WaitAsync(Unexpected), strict: true);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(384, 0)]
    [InlineData(408, 1)]
    [InlineData(8192, 65_536)]
    [InlineData(245_760, 1024 * 1024)]
    public async Task A_call_of_any_size_below_the_bulk_threshold_arrives_as_it_was_sent(int imageBytes, int blockBytes)
    {
        byte[] image = Bytes(imageBytes, 1), blocks = Bytes(blockBytes, 2);
        await using var worker = new FakeWorker(custom: channel => FakeWorker.Listen(channel, RpcTargetMetadata.FromShape<IWorkerCalls>(), new Calls(request =>
        {
            Assert.True(request.Bulk);
            Assert.Equal(image, request.Image);
            Assert.Equal(blocks, request.Blocks);
            Assert.Equal(15, request.Frame);
            return Task.FromResult(new InvokeReply { Message = -7, Result = request.Blocks, Blocks = request.Image, Callback = request.Image });
        })));
        IWorkerCalls calls = CallsOf(worker);
        for (int i = 0; i < 3; i++)
        {
            InvokeReply reply = await calls.InvokeAsync(new InvokeRequest { Image = image, Blocks = blocks, Bulk = true, Frame = 15 }).WaitAsync(Unexpected);
            Assert.Equal(blocks, reply.Result);
            Assert.Equal(image, reply.Blocks);
            Assert.Equal(image, reply.Callback);
            Assert.Equal(-7, reply.Message);
        }
    }

    [Fact]
    public async Task An_answer_to_a_callback_arrives_as_it_was_sent()
    {
        AnswerRequest? received = null;
        var reply = new InvokeReply { Message = 2, Result = Bytes(128, 3), Blocks = [], Callback = Bytes(16_384, 4) };
        await using var worker = new FakeWorker(new Calls(_ => throw new NotSupportedException(), request =>
        {
            received = request;
            return Task.FromResult(reply);
        }));
        var answer = new AnswerRequest { Frame = 3, Answer = Bytes(96, 5) };
        Assert.Equivalent(reply, await CallsOf(worker).AnswerAsync(answer).WaitAsync(Unexpected), strict: true);
        Assert.Equivalent(answer, received, strict: true);
    }

    [Fact]
    public async Task A_callback_of_another_thread_and_its_answer_arrive_as_they_were_sent()
    {
        ForeignAnswer? received = null;
        var callback = new ForeignCallback { Slot = 31, Callback = Bytes(16_384, 6) };
        await using var worker = new FakeWorker(control: new Control(next: () => Task.FromResult(callback), answered: answer => received = answer));
        Assert.Equivalent(callback, await worker.Host.Control.NextCallbackAsync(CancellationToken.None).WaitAsync(Unexpected), strict: true);
        var sent = new ForeignAnswer { Slot = 31, Answer = Bytes(96, 7) };
        await worker.Host.Control.AnswerForeignAsync(sent).WaitAsync(Unexpected);
        Assert.Equivalent(sent, received, strict: true);
    }

    [Fact]
    public async Task Cancellation_reaches_the_worker()
    {
        var entered = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var worker = new FakeWorker(control: new Control(async (_, cancellationToken) =>
        {
            using CancellationTokenRegistration registration = cancellationToken.Register(cancelled.SetResult);
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("not reached");
        }));
        using var stop = new CancellationTokenSource();
        Task<HandshakeReply> asked = worker.Host.Control.HandshakeAsync(s_hello, stop.Token);
        await entered.Task.WaitAsync(Unexpected);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.WaitAsync(Unexpected));
        await cancelled.Task.WaitAsync(Unexpected);
    }

    [Fact]
    public async Task An_exception_in_the_worker_arrives_with_its_message()
    {
        await using var worker = new FakeWorker(control: new Control((_, _) => throw new InvalidDataException("no such image")));
        var e = await Assert.ThrowsAnyAsync<RemoteRpcException>(() => worker.Host.Control.HandshakeAsync(s_hello, CancellationToken.None).WaitAsync(Unexpected));
        Assert.Equal("no such image", e.Message);
    }

    /// <summary>A proxy with the host's own formatter and framing, past the lane that would split large data off.</summary>
    private static IWorkerCalls CallsOf(FakeWorker worker) => worker.Host.Calls!;

    private static byte[] Bytes(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
