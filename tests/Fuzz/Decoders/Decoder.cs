using System.Text;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>A decoder of the host's, and what it is fed with.</summary>
internal abstract class Decoder
{
    public abstract string Name { get; }

    /// <summary>The classes of the host that are run.</summary>
    public abstract string Runs { get; }

    /// <summary>Inputs that are as they should be. Made once.</summary>
    public abstract IReadOnlyList<byte[]> Samples { get; }

    /// <summary>Pieces that its format knows.</summary>
    public virtual IReadOnlyList<byte[]> Words => [];

    /// <summary>An input: a damaged sample, or, now and then, one as it is, or bytes of any kind.</summary>
    public virtual byte[] Make(Dice dice)
    {
        if (dice.OneIn(64))
        {
            return [.. dice.Of(Samples)];
        }

        if (!dice.OneIn(16))
        {
            return Mutator.Damage(dice, dice.Of(Samples), dice.Of(Samples), Words);
        }

        byte[] bytes = new byte[dice.OneIn(8) ? dice.Next(8192) : dice.Next(300)];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = Words.Count == 0 || dice.OneIn(2) ? (byte)dice.Word() : dice.Of(Words) is [var first, ..] ? first : (byte)0;
        }

        return bytes;
    }

    /// <summary>Decodes as the host does. What the host catches there is caught here; whatever else is thrown is a find.</summary>
    /// <returns>Whether it was accepted.</returns>
    public abstract bool Decode(byte[] input);

    protected static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    protected static IReadOnlyList<byte[]> Texts(params string[] texts) => [.. texts.Select(Text)];

    /// <summary>Looks at a value, so that what is worked out lazily is.</summary>
    protected static void Look(object? value) => Sink = value?.ToString()?.Length ?? 0;

    private static int Sink { get; set; }
}
