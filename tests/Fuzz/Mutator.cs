using System.Buffers.Binary;

namespace FfiIsolation.Fuzz;

/// <summary>Damages a sample: numbers that matter at any place and of any size, pieces cut, doubled, moved, taken from another sample, words of the format put in.</summary>
internal static class Mutator
{
    private const int MostBytes = 1 << 17;

    private static readonly ulong[] s_numbers =
    [
        0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 129, 255, 256, 257, 1000, 4095, 4096, 4097, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x3FFFFFFF, 0x7FFFFFFE, 0x7FFFFFFF,
        0x80000000, 0xFFFFFFFE, 0xFFFFFFFF, 0x100000000, 0x7FFFFFFFFFFFFFFE, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0xFFFFFFFFFFFFF000, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF,
    ];

    /// <param name="words">Pieces that the format knows.</param>
    public static byte[] Damage(Dice dice, byte[] sample, byte[] other, IReadOnlyList<byte[]> words)
    {
        byte[] bytes = [.. sample];
        for (int times = dice.OneIn(8) ? dice.Between(5, 40) : dice.Between(1, 4); times > 0; times--)
        {
            bytes = Once(dice, bytes, other, words);
        }

        return bytes;
    }

    private static byte[] Once(Dice dice, byte[] bytes, byte[] other, IReadOnlyList<byte[]> words)
    {
        int at = dice.Next(bytes.Length + 1), length = Math.Min(bytes.Length - at, dice.OneIn(4) ? dice.Next(256) : dice.Next(9));
        switch (dice.Next(10))
        {
            case 0 when bytes.Length > 0:
                bytes[Math.Min(at, bytes.Length - 1)] = (byte)dice.Word();
                return bytes;
            case 1 when bytes.Length > 0:
                bytes[Math.Min(at, bytes.Length - 1)] ^= (byte)(1 << dice.Next(8));
                return bytes;
            case 2 or 3:
                Put(dice, bytes, at);
                return bytes;
            case 4:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 5 when bytes.Length < MostBytes:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 6 when words.Count > 0 && bytes.Length < MostBytes:
                return [.. bytes[..at], .. dice.Of(words), .. bytes[(at + (dice.OneIn(2) ? length : 0))..]];
            case 7 when other.Length > 0:
                int from = dice.Next(other.Length), most = Math.Min(other.Length - from, dice.OneIn(4) ? 4096 : 64);
                return [.. bytes[..at], .. other[from..(from + dice.Next(most + 1))], .. bytes[(at + length)..]];
            case 8 when dice.OneIn(4):
                return bytes[..at];
            default:
                for (int i = at; i < at + length; i++)
                {
                    bytes[i] = dice.OneIn(3) ? (byte)0xFF : (byte)dice.Word();
                }

                return bytes;
        }
    }

    /// <summary>A number of 1, 2, 4 or 8 bytes, mostly where one would lie.</summary>
    private static void Put(Dice dice, byte[] bytes, int at)
    {
        int size = 1 << dice.Next(4);
        at = dice.OneIn(4) ? at : at / size * size;
        if (at + size > bytes.Length)
        {
            return;
        }

        ulong number = dice.OneIn(4) ? dice.Word() >> dice.Next(64) : dice.Of(s_numbers);
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        if (dice.OneIn(3))
        {
            BinaryPrimitives.WriteUInt64BigEndian(word, number << (64 - (8 * size)));
        }
        else
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, number);
        }

        word[..size].CopyTo(bytes.AsSpan(at));
    }
}
