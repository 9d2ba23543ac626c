using FfiIsolation.Rpc;
using FfiIsolation.Calls;
using FfiIsolation.Lanes;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>Both connections of a worker on the RPC lane, with a call on board: whatever comes, the call ends as calls do.</summary>
internal sealed class ConnectionDecoder : Decoder
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(15);

    private readonly FunctionTarget _function = CallSamples.Target("long f(long a, unsigned char *b)");

    public override string Name => "connection";

    public override string Runs => "RpcConnection, RpcLane, BoundedMessageHandler, CheckedStream, MultiplexingStream, JsonRpc";

    /// <summary>A byte says how many of the others, in sixteenths, are of the first connection.</summary>
    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        .. Enumerable.Range(1, 3).Select(request => (byte[])[0, .. MessageDecoder.Whole(MessageDecoder.InvokeResult(request))]),
        [16, .. FrameDecoder.FrameOf(2, 0, 0, MessageDecoder.Whole(MessageDecoder.InvokeResult(2)))],
        [8, .. FrameDecoder.FrameOf(2, 1, 0, MessageDecoder.Whole(MessageDecoder.InvokeResult(2))), .. MessageDecoder.Whole(MessageDecoder.InvokeResult(2))],
        [16, .. FrameDecoder.FrameOf(0, 4, 1, [0x91, 0xA1, 0x78]), .. FrameDecoder.FrameOf(4, 0, 0, [])],
    ];

    public override IReadOnlyList<byte[]> Words { get; } = [.. new MessageDecoder().Words, .. new FrameDecoder().Words];

    public override bool Decode(byte[] input) => DecodeAsync(input).GetAwaiter().GetResult();

    private async Task<bool> DecodeAsync(byte[] input)
    {
        byte[] rest = input.Length > 0 ? input[1..] : [];
        int first = rest.Length * Math.Min(16, input.Length > 0 ? input[0] % 17 : 0) / 16;
        var calls = new FedStream(rest[first..], Task.CompletedTask);
        var control = new FedStream(rest[..first], calls.Ended);
        var connection = new RpcConnection(control, calls);
        try
        {
            PreparedCall call = _function.Plan.Prepare(_function, [1L, NativeBuffer.Out<byte>(8)], null);
            Task<LaneReply> carrying = connection.Lane!.CarryAsync(call, 1, 0);
            control.Feed();
            calls.Feed();
            LaneReply reply = await carrying.WaitAsync(s_longest).ConfigureAwait(false);
            call.Check(reply);
            return true;
        }
        catch (LaneBrokenException)
        {
            return false;
        }
        finally
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Gives bytes, once it is told to, and then ends. What is written is gone.</summary>
    /// <param name="endsAfter">Its end comes after this: that of the first connection would cut the other off before what came there was read.</param>
    private sealed class FedStream(byte[] bytes, Task endsAfter) : DuplexStream
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _fed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _at;

        public Task Ended => _ended.Task;

        public void Feed() => _fed.TrySetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _fed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            int count = Math.Min(buffer.Length, bytes.Length - _at);
            bytes.AsMemory(_at, count).CopyTo(buffer);
            _at += count;
            if (count == 0)
            {
                await endsAfter.WaitAsync(cancellationToken).ConfigureAwait(false);
                _ended.TrySetResult();
            }

            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;

        public override void Write(byte[] buffer, int offset, int count)
        {
        }

        public override void Flush()
        {
        }

        protected override void Dispose(bool disposing)
        {
            _fed.TrySetResult();
            _ended.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
