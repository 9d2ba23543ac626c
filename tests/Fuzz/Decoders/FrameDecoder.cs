using FfiIsolation.Lanes;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>Frames of the connection that is divided. In whatever pieces they come, they are judged alike.</summary>
internal sealed class FrameDecoder : Decoder
{
    public override string Name => "frame";

    public override string Runs => "FrameCheck, MessageCheck";

    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        FrameOf(2, 0, 0, MessageDecoder.Whole(MessageDecoder.InvokeResult(1))),
        [.. FrameOf(2, 1, 0, MessageDecoder.Whole(MessageDecoder.InvokeResult(1))[..20]), .. FrameOf(2, 1, 0, MessageDecoder.Whole(MessageDecoder.InvokeResult(1))[20..])],
        [.. FrameOf(1, 3, 0xFF, [0x91, 0xCE, 0, 0x10, 0, 0]), .. FrameOf(2, 3, 0xFF, new byte[3000]), .. FrameOf(3, 3, 0xFF, []), .. FrameOf(4, 3, 0xFF, [])],
        [.. FrameOf(5, 0, 0, [0x91, 0x64]), .. FrameOf(5, 0, 0, [0x91, 0x64]), .. FrameOf(0, 4, 1, [0x91, 0xA1, 0x78])],
    ];

    public override IReadOnlyList<byte[]> Words { get; } =
        [[0x93], [0x94], [0x91], [0x92], [0xCF, 0, 0, 0, 0, 0, 0, 0, 1], [0xC6, 0xFF, 0xFF, 0xFF, 0xFF], [0xC4, 0], [0xC5, 1, 0], [0x93, 2, 0, 0], [0x94, 2, 0, 0, 0xC4, 1, 0], [0xFF]];

    public override bool Decode(byte[] input)
    {
        string? whole = new FrameCheck().Look(input);
        var pieces = new FrameCheck();
        string? violation = null;
        int step = 1 + (input.Length > 0 ? input[^1] % 7 : 0);
        for (int at = 0; at < input.Length && violation is null; at += step)
        {
            violation = pieces.Look(input.AsSpan(at, Math.Min(step, input.Length - at)));
        }

        return whole == violation ? whole is null : throw new InvalidOperationException($"As a whole: {whole ?? "well"}; in pieces of {step}: {violation ?? "well"}.");
    }

    internal static byte[] FrameOf(byte code, byte channel, byte source, byte[] content) =>
        content.Length == 0
            ? [0x93, code, channel, source]
            : [0x94, code, channel, source, 0xC5, (byte)(content.Length >> 8), (byte)content.Length, .. content];
}
