// Decoders that are wrong on purpose: the suite has to find them out, which a test sees to.
namespace FfiIsolation.Fuzz.Decoders;

internal abstract class BrokenDecoder : Decoder
{
    public override string Runs => "nothing of the host";

    public override IReadOnlyList<byte[]> Samples { get; } = Texts("good", "fine");

    protected static bool IsBad(byte[] input) => input.Length > 2 && input[0] == 0xFF;
}

internal sealed class ThrowingDecoder : BrokenDecoder
{
    public override string Name => "broken.throws";

    public override bool Decode(byte[] input) => IsBad(input) ? throw new IndexOutOfRangeException("broken on purpose") : true;
}

internal sealed class HangingDecoder : BrokenDecoder
{
    public override string Name => "broken.hangs";

    public override bool Decode(byte[] input)
    {
        while (IsBad(input))
        {
            Thread.Yield();
        }

        return true;
    }
}

internal sealed class GrowingDecoder : BrokenDecoder
{
    private readonly List<byte[]> _kept = [];

    public override string Name => "broken.grows";

    public override bool Decode(byte[] input)
    {
        _kept.Add(new byte[16 * 1024]);
        return true;
    }
}

internal sealed class OverflowingDecoder : BrokenDecoder
{
    public override string Name => "broken.overflows";

    public override bool Decode(byte[] input) => !IsBad(input) || (Down(input, 0) > 0);

    private static int Down(byte[] input, int depth) => depth + Down(input, depth + 1) + input.Length;
}
