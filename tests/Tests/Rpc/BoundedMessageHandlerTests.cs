using System.Buffers.Binary;
using System.IO.Pipelines;
using FfiIsolation.Rpc;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;
using StreamJsonRpc.Reflection;

namespace FfiIsolation.Tests.Rpc;

public sealed class BoundedMessageHandlerTests
{
    private static readonly TimeSpan Unexpected = TimeSpan.FromSeconds(30);

    private string? _violation;

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(ProtocolLimits.MaxMessageBytes + 1)]
    public async Task A_length_that_cannot_be_is_refused_before_anything_is_allocated(int length)
    {
        (BoundedMessageHandler handler, PipeWriter peer) = Create();
        byte[] header = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(header, length);
        await peer.WriteAsync(header);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var e = await Assert.ThrowsAsync<InvalidDataException>(() => handler.ReadAsync(CancellationToken.None).AsTask().WaitAsync(Unexpected));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024 * 1024);
        Assert.Contains($"{(uint)length} bytes", e.Message);
        Assert.Contains($"{ProtocolLimits.MaxMessageBytes} bytes", e.Message);
        Assert.Equal(e.Message, _violation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Messages_arrive_whole_however_the_bytes_are_cut(int piece)
    {
        byte[] bytes = await WriteAsync(Notification("first"), Notification("second"));
        (BoundedMessageHandler handler, PipeWriter peer) = Create();
        Task writing = Task.Run(async () =>
        {
            foreach (byte[] part in bytes.Chunk(piece))
            {
                await peer.WriteAsync(part);
                await Task.Yield();
            }
        });
        Assert.Equal("first", await ReadMethodAsync(handler));
        Assert.Equal("second", await ReadMethodAsync(handler));
        await writing.WaitAsync(Unexpected);
        await peer.CompleteAsync();
        Assert.Null(await handler.ReadAsync(CancellationToken.None).AsTask().WaitAsync(Unexpected));
        Assert.Null(_violation);
    }

    [Fact]
    public async Task A_message_of_the_largest_size_arrives()
    {
        JsonRpcRequest request = Notification(new string('x', ProtocolLimits.MaxMessageBytes - 100));
        (BoundedMessageHandler handler, PipeWriter peer) = Create();
        Task writing = peer.WriteAsync(await WriteAsync(request)).AsTask();
        Assert.Equal(request.Method, await ReadMethodAsync(handler));
        await writing.WaitAsync(Unexpected);
    }

    [Fact]
    public async Task A_message_that_is_no_message_is_a_violation()
    {
        (BoundedMessageHandler handler, PipeWriter peer) = Create();
        await peer.WriteAsync(new byte[] { 0, 0, 0, 3, 0xC1, 0xC1, 0xC1 });
        await Assert.ThrowsAnyAsync<Exception>(() => handler.ReadAsync(CancellationToken.None).AsTask().WaitAsync(Unexpected));
        Assert.NotNull(_violation);
    }

    [Fact]
    public async Task A_request_is_a_violation_where_none_are_taken()
    {
        (BoundedMessageHandler handler, PipeWriter peer) = Create(takesRequests: false);
        await peer.WriteAsync(await WriteAsync(Notification("anything")));
        await Assert.ThrowsAsync<InvalidDataException>(() => handler.ReadAsync(CancellationToken.None).AsTask().WaitAsync(Unexpected));
        Assert.NotNull(_violation);
    }

    [Fact]
    public async Task An_answer_is_taken_once_for_each_request()
    {
        (BoundedMessageHandler handler, PipeWriter peer) = Create(takesRequests: false);
        await handler.WriteAsync(new JsonRpcRequest { Method = "m", ArgumentsList = [], RequestId = new RequestId(7) }, CancellationToken.None);
        await peer.WriteAsync(await WriteAsync(Answer(7), Answer(7)));
        var answer = Assert.IsAssignableFrom<JsonRpcResult>(await handler.ReadAsync(CancellationToken.None).AsTask().WaitAsync(Unexpected));
        ((IJsonRpcMessageBufferManager)handler).DeserializationComplete(answer);
        Assert.Null(_violation);
        await Assert.ThrowsAsync<InvalidDataException>(() => handler.ReadAsync(CancellationToken.None).AsTask().WaitAsync(Unexpected));
        Assert.Contains("answered what was not asked", _violation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_to_what_was_never_asked_is_a_violation()
    {
        (BoundedMessageHandler handler, PipeWriter peer) = Create(takesRequests: false);
        await peer.WriteAsync(await WriteAsync(Answer(7)));
        await Assert.ThrowsAsync<InvalidDataException>(() => handler.ReadAsync(CancellationToken.None).AsTask().WaitAsync(Unexpected));
        Assert.NotNull(_violation);
    }

    [Fact]
    public async Task A_pipe_that_ends_within_a_message_is_no_violation()
    {
        (BoundedMessageHandler handler, PipeWriter peer) = Create();
        await peer.WriteAsync(new byte[] { 0, 0, 0, 3, 0xC1 });
        await peer.CompleteAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => handler.ReadAsync(CancellationToken.None).AsTask().WaitAsync(Unexpected));
        Assert.Null(_violation);
    }

    /// <summary>Reads a message as JsonRpc does, which says when it is done with the message's bytes.</summary>
    private static async Task<string?> ReadMethodAsync(BoundedMessageHandler handler)
    {
        var request = Assert.IsAssignableFrom<JsonRpcRequest>(await handler.ReadAsync(CancellationToken.None).AsTask().WaitAsync(Unexpected));
        string? method = request.Method;
        ((IJsonRpcMessageBufferManager)handler).DeserializationComplete(request);
        return method;
    }

    private static JsonRpcResult Answer(long number) => new() { RequestId = new RequestId(number), Result = 5 };

    private static JsonRpcRequest Notification(string method) => new() { Method = method, ArgumentsList = [] };

    private (BoundedMessageHandler Handler, PipeWriter Peer) Create(bool takesRequests = true)
    {
        var incoming = new Pipe();
        return (new BoundedMessageHandler(new Duplex(incoming.Reader, new Pipe().Writer), new MessagePackFormatter()) { TakesRequests = takesRequests, Violated = said => _violation = said }, incoming.Writer);
    }

    private static async Task<byte[]> WriteAsync(params JsonRpcMessage[] messages)
    {
        var outgoing = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var handler = new BoundedMessageHandler(new Duplex(new Pipe().Reader, outgoing.Writer), new MessagePackFormatter());
        foreach (JsonRpcMessage message in messages)
        {
            await handler.WriteAsync(message, CancellationToken.None);
        }

        await outgoing.Writer.CompleteAsync();
        using var bytes = new MemoryStream();
        await outgoing.Reader.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
