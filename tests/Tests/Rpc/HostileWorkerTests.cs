// A worker that lies. Whatever it says, the host ends the call within a bounded time, with the one exception that says so.
using System.IO.Pipelines;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.Rpc;
using Nerdbank.Streams;
using StreamJsonRpc;

namespace FfiIsolation.Tests.Rpc;

public sealed class HostileWorkerTests
{
    private const int Large = 3 * 1024 * 1024;
    private static readonly TimeSpan Unexpected = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Lies => [.. s_lies.Keys];

    private static readonly Dictionary<string, Func<InvokeReply>> s_lies = new()
    {
        ["no reply"] = () => null!,
        ["no result"] = () => CallSamples.Reply(null!, new byte[8]),
        ["no outputs"] = () => CallSamples.Reply(CallSamples.Result(), null!),
        ["empty result"] = () => CallSamples.Reply([], new byte[8]),
        ["short result"] = () => CallSamples.Reply(CallSamples.Result()[1..], new byte[8]),
        ["long result"] = () => CallSamples.Reply([.. CallSamples.Result(), 0], new byte[8]),
        ["whole image as result"] = () => CallSamples.Reply(new byte[CallImageLayout.FixedSize], new byte[8]),
        ["large result"] = () => CallSamples.Reply(new byte[3 * 1024 * 1024], new byte[8]),
        ["too few outputs"] = () => CallSamples.Reply(CallSamples.Result(), new byte[7]),
        ["too many outputs"] = () => CallSamples.Reply(CallSamples.Result(), new byte[9]),
        ["outputs as large as a message"] = () => CallSamples.Reply(CallSamples.Result(), new byte[ProtocolLimits.MaxMessageBytes - 1000]),
        ["more than a message"] = () => CallSamples.Reply(CallSamples.Result(), new byte[ProtocolLimits.MaxMessageBytes + 1]),
        ["outcome not run"] = () => CallSamples.Reply(CallSamples.Result(outcome: ImageOutcome.NotRun), new byte[8]),
        ["outcome refused"] = () => CallSamples.Reply(CallSamples.Result(outcome: ImageOutcome.Refused), new byte[8]),
        ["outcome out of range"] = () => CallSamples.Reply(CallSamples.Result(outcome: (ImageOutcome)5), new byte[8]),
        ["outcome far out of range"] = () => CallSamples.Reply(CallSamples.Result(outcome: (ImageOutcome)uint.MaxValue), new byte[8]),
        ["threw, with outputs"] = () => CallSamples.Reply(CallSamples.Result(outcome: ImageOutcome.Threw), new byte[8]),
        ["thread exit, with outputs"] = () => CallSamples.Reply(CallSamples.Result(outcome: ImageOutcome.ThreadExit), new byte[8]),
        ["text over the limit"] = () => CallSamples.Reply(
            CallSamples.Result(fetch: FetchStatus.Fetched, fetchLength: CallSamples.MaxTextBytes + 1), new byte[8 + CallSamples.MaxTextBytes + 1]),
        ["text that is not there"] = () => CallSamples.Reply(CallSamples.Result(fetch: FetchStatus.Fetched, fetchLength: 1), new byte[8]),
        ["text so long that sums overflow"] = () => CallSamples.Reply(CallSamples.Result(fetch: FetchStatus.Fetched, fetchLength: ulong.MaxValue), new byte[7]),
        ["a callback that nothing is bound for"] = () => Reply(2),
        ["message 0"] = () => Reply(0),
        ["message out of range"] = () => Reply(int.MinValue),
        ["error"] = () => throw new InvalidOperationException("I will not."),
        ["cancelled"] = () => throw new OperationCanceledException(),
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_lying_reply_is_a_violation(string lie)
    {
        byte[] buffer = [1, 2, 3, 4, 5, 6, 7, 8];
        PreparedCall call = CallSamples.Prepare("const char *f(char *data)", buffer);
        await using var worker = new FakeWorker(new Calls(_ => Task.FromResult(s_lies[lie]())));
        await ViolatesAsync(worker, call, 1);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], buffer);
    }

    [Fact]
    public async Task A_reply_of_another_shape_is_a_violation()
    {
        foreach (object? shape in (object?[])["text", 17, new[] { 1, 2, 3 }, new[] { "a", "b" }, new Dictionary<string, int> { ["a"] = 1 }, true, 1.5])
        {
            await using var worker = new FakeWorker(custom: channel => Raw(channel, rpc => rpc.AddLocalRpcMethod("InvokeAsync", (object _) => shape)));
            Assert.DoesNotContain("InvokeAsync/1", (await ViolatesAsync(worker, CallSamples.Prepare("int f(void)"), 1)).Message);
        }
    }

    [Fact]
    public async Task A_flood_of_requests_is_a_violation_and_none_is_answered()
    {
        await using var worker = new FakeWorker(custom: channel => Raw(channel, rpc => rpc.AddLocalRpcMethod("InvokeAsync", async (object _) =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                // Faulted once the host has hung up.
                _ = rpc.InvokeAsync($"method{i}").ContinueWith(task => task.Exception, TaskScheduler.Default);
            }

            await Task.Delay(Timeout.Infinite);
        })));
        var told = new TaskCompletionSource();
        worker.Host.Violated += () => told.TrySetResult();
        Assert.Contains("made a request", (await ViolatesAsync(worker, CallSamples.Prepare("int f(void)"), 1)).Message);
        await told.Task.WaitAsync(Unexpected);
    }

    [Fact]
    public async Task A_notification_is_a_violation()
    {
        await using var worker = new FakeWorker(custom: channel => Raw(channel, rpc => rpc.AddLocalRpcMethod("InvokeAsync", async (object _) =>
        {
            await rpc.NotifyAsync("look");
            await Task.Delay(Timeout.Infinite);
        })));
        Assert.Contains("made a request", (await ViolatesAsync(worker, CallSamples.Prepare("int f(void)"), 1)).Message);
    }

    [Fact]
    public async Task A_channel_that_the_worker_offers_is_a_violation()
    {
        FakeWorker? worker = null;
        await using (worker = new FakeWorker(new Calls(async _ =>
        {
            await worker!.Channels.OfferChannelAsync("bulk-2");
            throw new InvalidOperationException("not reached");
        })))
        {
            bool told = false;
            worker.Host.Violated += () => told = true;
            Assert.Contains("\"bulk-2\"", (await ViolatesAsync(worker, CallSamples.Prepare("int f(void)"), 1)).Message);
            Assert.True(told);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bytes_that_are_no_frames_end_the_lane(bool isOfCalls)
    {
        (Stream host, Stream control) = FullDuplexStream.CreatePair();
        (Stream hostCalls, Stream calls) = FullDuplexStream.CreatePair();
        await using var connection = new RpcConnection(host, hostCalls);
        Task<LaneReply> carried = connection.Lane!.CarryAsync(CallSamples.Prepare("int f(void)"), 1, 0);
        Stream peer = isOfCalls ? calls : control;
        byte[] noise = new byte[4096];
        noise.AsSpan().Fill(0xFF);
        await peer.WriteAsync(noise);
        await peer.FlushAsync();

        // Whether it died or lied shows when it does not exit.
        await Assert.ThrowsAsync<LaneBrokenException>(() => carried.WaitAsync(Unexpected));
        await Task.WhenAny(connection.Ended).WaitAsync(Unexpected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Large)]
    public async Task More_bulk_output_than_the_call_can_give_is_a_violation(int tooMany)
    {
        PreparedCall call = CallSamples.Prepare("void f(unsigned char *data)", NativeBuffer.Out<byte>(Large));
        CallImageWriter.Address(call.Image, 0x1000, 9);
        FakeWorker? worker = null;
        await using (worker = new FakeWorker(new Calls(request =>
            RpcLaneTests.AnswerBulkAsync(worker!, request, async (bulk, _) => await bulk.WriteAsync(new byte[Large + 4096 + tooMany]), 0))))
        {
            await ViolatesAsync(worker, call, 9);
        }
    }

    [Fact]
    public async Task Less_bulk_output_than_the_call_gives_is_a_violation()
    {
        PreparedCall call = CallSamples.Prepare("void f(unsigned char *data)", NativeBuffer.Out<byte>(Large));
        CallImageWriter.Address(call.Image, 0x1000, 9);
        FakeWorker? worker = null;
        await using (worker = new FakeWorker(new Calls(request =>
            RpcLaneTests.AnswerBulkAsync(worker!, request, async (bulk, _) => await bulk.WriteAsync(new byte[Large - 1]), 0))))
        {
            await ViolatesAsync(worker, call, 9);
        }
    }

    [Fact]
    public async Task A_worker_that_answers_without_taking_the_bulk_channel_is_a_violation()
    {
        PreparedCall call = CallSamples.Prepare("void f(unsigned char *data)", NativeBuffer.Out<byte>(Large));
        await using var worker = new FakeWorker(new Calls(_ => Task.FromResult(CallSamples.Reply(CallSamples.Result()))));
        await ViolatesAsync(worker, call, 9);
    }

    private static InvokeReply Reply(int message) => new() { Message = message, Result = CallSamples.Result(), Blocks = new byte[8], Callback = [] };

    private static JsonRpc Raw(IDuplexPipe channel, Action<JsonRpc> configure)
    {
        var rpc = new JsonRpc(new LengthHeaderMessageHandler(channel, new MessagePackFormatter())) { CancelLocallyInvokedMethodsWhenConnectionIsClosed = true };
        configure(rpc);
        rpc.StartListening();
        return rpc;
    }

    private static async Task<LaneBrokenException> ViolatesAsync(FakeWorker worker, PreparedCall call, ulong sequence)
    {
        Task<LaneReply> carried = worker.Lane.CarryAsync(call, sequence, 0);
        var e = await Assert.ThrowsAsync<LaneBrokenException>(async () => call.Check(await carried.WaitAsync(Unexpected)));
        Assert.True(e.IsViolation, e.ToString());
        return e;
    }
}
