using FfiIsolation.Lanes;
using FfiIsolation.Rpc;
using Nerdbank.Streams;

namespace FfiIsolation.Tests.Lanes;

/// <summary>Frames of MultiplexingStream, major version 3, as that library writes and reads them.</summary>
public sealed class FrameCheckTests
{
    private const int FreeFrames = 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly byte[] s_empty = [0x93, 5, 0, 0];

    [Theory]
    [InlineData("93 03 03 FF", null)]
    [InlineData("94 01 03 FF C4 02 91 64", null)]
    [InlineData("94 02 CC80 FF C5 0003 010203", null)]
    [InlineData("94 02 00 00 C4 05 00000001C0", null)]
    [InlineData("94 02 00 00 C4 04 00000002 94 02 00 00 C4 02 A141", null)] // a message in two frames
    [InlineData("91 02", "0x91 where its elements")]
    [InlineData("DD FFFFFFFF", "0xdd where its elements")]
    [InlineData("94 09", "0x09 where its code")]
    [InlineData("94 08 03 FF C4 01 00", null)]
    [InlineData("94 02 C0", "0xc0 where its channel")]
    [InlineData("94 02 00 02", "0x02 where its source")]
    [InlineData("94 02 00 00 A1", "0xa1 where its length")]
    [InlineData("94 02 00 00 C6 FFFFFFF0", "4294967280 bytes was announced")]
    [InlineData("94 02 00 00 C6 00010001", "65537 bytes was announced")]
    [InlineData("94 02 07 00 C4 01 00", "channel 7, which there is not")]
    [InlineData("94 02 00 00 C4 04 FFFFFFFF", "4294967295 bytes was announced")]
    public void A_frame_is_one_that_there_can_be(string hex, string? violation)
    {
        string? told = new FrameCheck().Look(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        if (violation is null)
        {
            Assert.Null(told);
        }
        else
        {
            Assert.Contains(violation, told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Frames_without_content_need_a_reason_of_the_hosts()
    {
        var check = new FrameCheck();
        for (int i = 0; i < FreeFrames; i++)
        {
            Assert.Null(check.Look(s_empty));
        }

        check.Wrote(640);
        for (int i = 0; i < 10; i++)
        {
            Assert.Null(check.Look(s_empty));
        }

        Assert.Contains("without end", check.Look(s_empty), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_library_itself_sends_passes()
    {
        // Both ends of a real connection, with a bulk channel in each direction, through the check.
        (Stream one, Stream other) = FullDuplexStream.CreatePair();
        var frames = new FrameCheck();
        string? violation = null;
        await using var checkedStream = new CheckedStream(one, frames, frames.Wrote, said => violation = said);
        await using MultiplexingStream host = WorkerChannels.Open(checkedStream);
        await using MultiplexingStream worker = WorkerChannels.Open(other);
        byte[] data = new byte[3_000_000];
        new Random(1).NextBytes(data);
        Task<MultiplexingStream.Channel> accepted = worker.AcceptChannelAsync("bulk-1");
        await using Stream sent = (await host.OfferChannelAsync("bulk-1").WaitAsync(s_patience)).AsStream();
        await using Stream received = (await accepted.WaitAsync(s_patience)).AsStream();
        Assert.Equal(data, await CrossAsync(sent, received, data));
        Assert.Equal(data, await CrossAsync(received, sent, data));
        Assert.Null(violation);
    }

    /// <summary>Written and read at the same time: neither fits into what the other end takes unread.</summary>
    private static async Task<byte[]> CrossAsync(Stream from, Stream to, byte[] data)
    {
        Task writing = Task.Run(async () =>
        {
            await from.WriteAsync(data);
            await from.FlushAsync();
        });
        byte[] arrived = new byte[data.Length];
        await to.ReadExactlyAsync(arrived).AsTask().WaitAsync(s_patience);
        await writing.WaitAsync(s_patience);
        return arrived;
    }
}
