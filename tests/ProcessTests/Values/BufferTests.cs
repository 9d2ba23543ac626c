using System.Security.Cryptography;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Values;

/// <summary>Buffers of all sizes and directions, and texts around their limit.</summary>
public sealed class BufferTests : IAsyncLifetime
{
    private RecordedHost _recorded = null!;

    public static TheoryData<int> Sizes => [0, 1, 4095, 4096, 4097, 1024 * 1024, (1024 * 1024) + 1, 20 * 1024 * 1024];

    private NativeHost Host => _recorded.Host;

    public async ValueTask InitializeAsync() => _recorded = await RecordedHost.StartAsync();

    public ValueTask DisposeAsync() => _recorded.DisposeAsync();

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Sizes))]
    public async Task An_input_of_any_size_arrives(int size)
    {
        NativeFunction sum = await Host.FaultAsync("long sum_bytes(const unsigned char *data, size_t size)");
        byte[] data = RandomNumberGenerator.GetBytes(size);
        Assert.Equal(data.Sum(b => (long)b), (long)await sum.InvokeAsync(data, size));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Sizes))]
    public async Task An_output_of_any_size_comes_back(int size)
    {
        NativeFunction fill = await Host.FaultAsync("void fill(char *dst, size_t size, char c)");
        NativeBuffer<byte> buffer = NativeBuffer.Out<byte>(size);
        await fill.InvokeAsync(buffer, size, 'x');
        Assert.Equal(size, buffer.Length);
        Assert.False(buffer.Bytes.ContainsAnyExcept((byte)'x'));
    }

    // memfrob(3): every byte is exclusive-ored with 42.
    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Sizes))]
    public async Task A_buffer_of_any_size_goes_there_and_back(int size)
    {
        NativeFunction frob = await Host.FunctionAsync("c", "void *memfrob(void *s, size_t n)");
        byte[] before = RandomNumberGenerator.GetBytes(size);
        byte[] content = [.. before];
        await frob.InvokeAsync(content, size);
        Assert.Equal(before.Select(b => (byte)(b ^ 42)), content);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task An_output_is_zero_where_native_code_writes_nothing()
    {
        // Twice in one worker: what the first call left in the memory must not be seen by the second.
        await using NativeSession session = await Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction fill = await session.FaultAsync("void fill(char *dst, size_t size, char c)");
        await fill.InvokeAsync(NativeBuffer.Out<byte>(5000), 5000, 'x');
        NativeBuffer<byte> buffer = NativeBuffer.Out<byte>(5000);
        await fill.InvokeAsync(buffer, 10, 'y');
        Assert.Equal(new string('y', 10), buffer.ToText());
        Assert.False(buffer.Bytes[10..].ContainsAnyExcept((byte)0));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Forty_buffers_travel_in_one_call()
    {
        string parameters = string.Join(", ", Enumerable.Range(0, 40).Select(i => $"unsigned char *b{i}"));
        NativeFunction raise = await Host.FaultAsync($"long raise40({parameters})");
        byte[][] buffers = [.. Enumerable.Range(0, 40).Select(i => new byte[] { (byte)(i + 1), 9 })];
        long expected = buffers.Select((buffer, i) => (long)buffer[0] * (i + 1)).Sum();
        Assert.Equal(expected, (long)await raise.InvokeAsync([.. buffers.Select(buffer => (NativeArgument)buffer)]));
        for (int i = 0; i < buffers.Length; i++)
        {
            Assert.Equal([(byte)(i + 2), 9], buffers[i]);
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_large_and_a_small_buffer_travel_in_one_call()
    {
        NativeFunction copy = await Host.FunctionAsync("c", "void *memcpy(void *destination, const void *source, size_t count)");
        byte[] source = RandomNumberGenerator.GetBytes(3 * 1024 * 1024);
        NativeBuffer<byte> destination = NativeBuffer.Out<byte>(source.Length);
        await copy.InvokeAsync(destination, source, source.Length);
        Assert.True(destination.Bytes.SequenceEqual(source));
        NativeBuffer<byte> small = NativeBuffer.Out<byte>(3);
        await copy.InvokeAsync(small, source, 3);
        Assert.True(small.Bytes.SequenceEqual(source.AsSpan(0, 3)));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Buffers_too_large_for_a_call_are_refused()
    {
        NativeFunction sum = await Host.FaultAsync("long sum_bytes(const unsigned char *data, size_t size)");
        ArgumentException mistake = await Assert.ThrowsAsync<ArgumentException>(async () => await sum.InvokeAsync(new byte[(128 * 1024 * 1024) + 1], 1));
        Assert.Contains("too large", mistake.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_a_library_writes_is_told_with_the_stream_that_it_wrote_to()
    {
        await (await Host.FaultAsync("int write_to_stdout(const char *text)")).InvokeAsync("to the one");
        await (await Host.FaultAsync("int write_to_stderr(const char *text)")).InvokeAsync("to the other\n");
        await Eventually.HoldsAsync(() => _recorded.Recording.Output.Length >= 2, () => $"Not two lines: {_recorded.Recording}");
        Assert.Equal([("to the one", false), ("to the other", true)], _recorded.Recording.Output.Select(line => (line.Text, line.IsError)).Order());
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(0, false)]
    [InlineData(999, false)]
    [InlineData(1000, false)]
    [InlineData(1001, true)]
    [InlineData(100_000, true)]
    public async Task A_returned_text_is_cut_at_its_limit_with_a_warning(int length, bool isCut)
    {
        await using RecordedHost limited = await RecordedHost.StartAsync(RecordedHost.Options with { MaxTextBytes = 1000 });
        NativeFunction text = await limited.Host.FaultAsync("const char *long_text(size_t length)");
        NativeResult result = await text.InvokeAsync(length);
        string letters = string.Concat(Enumerable.Range(0, Math.Min(length, 1000)).Select(i => (char)('a' + (i % 26))));
        Assert.Equal(letters, result.Text);
        Assert.Equal(isCut, result.Warning is not null);
        if (isCut)
        {
            Assert.Contains("1000 bytes", result.Warning, StringComparison.Ordinal);
            Assert.Contains("MaxTextBytes", result.Warning, StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Texts_come_back_as_they_are()
    {
        Assert.Equal("Grüße aus C", (await (await Host.FaultAsync("const char *static_text(void)")).InvokeAsync()).Text);
        Assert.Equal("", (await (await Host.FaultAsync("const char *empty_text(void)")).InvokeAsync()).Text);
        Assert.Null((await (await Host.FaultAsync("const char *null_text(void)")).InvokeAsync()).Text);
        Assert.Equal("caf\uFFFD \uFFFD\uFFFD", (await (await Host.FaultAsync("const char *invalid_text(void)")).InvokeAsync()).Text);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_session_allocates_writes_reads_and_frees()
    {
        await using NativeSession session = await Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativePointer memory = session.Allocate(3 * 1024 * 1024);
        Assert.Equal(0, session.Read<int>(memory));
        byte[] data = RandomNumberGenerator.GetBytes(3 * 1024 * 1024);
        session.Write<byte>(memory, data);
        byte[] back = new byte[data.Length];
        session.Read<byte>(memory, back);
        Assert.Equal(data, back);
        session.Write(memory + 8, 3.25);
        Assert.Equal(3.25, session.Read<double>(memory + 8));
        session.Free(memory);
        session.Free(NativePointer.Null);
        Assert.Throws<OutOfMemoryException>(() => session.Allocate(1L << 60));
        Assert.Null(session.ReadText(NativePointer.Null));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Errno_is_that_of_the_call()
    {
        await using NativeSession session = await Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeResult failed = await (await session.FaultAsync("int set_errno(int number)")).InvokeAsync(28);
        Assert.Equal((-1, 28), ((int)failed, failed.Errno));
        NativeResult fresh = await (await session.FaultAsync("int get_errno(void)")).InvokeAsync();
        Assert.Equal((0, 0), ((int)fresh, fresh.Errno));
    }
}
