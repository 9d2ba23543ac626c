using System.Collections.Immutable;
using System.Globalization;
using FfiIsolation.Abi;

namespace FfiIsolation.Tests.Abi;

/// <summary>Random bytes for values of any type, and what a capture must show of them.</summary>
internal sealed class CallValues(int seed)
{
    private readonly Random _random = new(seed);

    public byte[] Next(CType type)
    {
        var bytes = new byte[type.Size];
        _random.NextBytes(bytes);
        switch (type)
        {
            case BooleanType:
                bytes[0] &= 1;
                break;
            case FloatingType { Kind: FloatingKind.LongDouble } or ComplexType { Part.Kind: FloatingKind.LongDouble }:
                // Bits that the processor takes for a number: the integer bit set, no exponent of all ones.
                for (int i = 0; i < bytes.Length; i += 16)
                {
                    bytes[i + 7] |= 0x80;
                    bytes[i + 9] &= 0x3f;
                }

                break;
        }

        return bytes;
    }

    /// <summary>The value's bits that count, in the order in which the pieces were dumped.</summary>
    public static string Expected(CType type, byte[] value, IEnumerable<RegisterPiece>? pieces)
    {
        byte[] mask = BitMask.Of(type);
        byte[] bytes = [.. value.Select((one, i) => (byte)(one & mask[i]))];
        byte[] inPieces = pieces is null ? bytes : [.. pieces.SelectMany(piece => bytes.Skip(piece.Offset).Take(piece.Size))];

        // What no piece carries must be padding.
        bool isCovered = pieces is null || Enumerable.Range(0, bytes.Length).All(i => mask[i] == 0 || pieces.Any(piece => i >= piece.Offset && i < piece.Offset + piece.Size));
        return isCovered ? Convert.ToHexStringLower(inPieces) : "not covered";
    }

    /// <summary>What was captured, with the padding taken out.</summary>
    public static string Found(CType type, string hexadecimal, IEnumerable<RegisterPiece>? pieces)
    {
        if (hexadecimal is "-" || hexadecimal.Any(c => !char.IsAsciiHexDigit(c)))
        {
            return hexadecimal == "-" ? "" : hexadecimal;
        }

        byte[] mask = BitMask.Of(type);
        byte[] inPieces = pieces is null ? mask : [.. pieces.SelectMany(piece => mask.Skip(piece.Offset).Take(piece.Size))];
        byte[] bytes = Convert.FromHexString(hexadecimal);
        return Convert.ToHexStringLower([.. bytes.Zip(inPieces, (one, bits) => (byte)(one & bits))]);
    }

    /// <summary>How many words of a line a place's dump has.</summary>
    public static int WordsOf(ArgumentPlace place) => place switch
    {
        SplitPlace { Pieces: { IsEmpty: false } pieces } => pieces.Length,
        TwinRegisterPlace => 2,
        _ => 1,
    };

    public static ImmutableArray<RegisterPiece>? PiecesOf(ArgumentPlace place) => place is SplitPlace split ? split.Pieces : null;
}
