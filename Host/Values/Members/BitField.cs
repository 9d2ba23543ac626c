using System.Numerics;

namespace FfiIsolation.Members;

/// <summary>Bits that lie anywhere in a row of bytes, the lowest first, as GCC lays out bit-fields on a little-endian machine.</summary>
internal static class BitField
{
    /// <summary>The bits as an unsigned number, or, where they are signed, with the highest as the sign.</summary>
    public static BigInteger Read(ReadOnlySpan<byte> bytes, long position, int width, bool isSigned)
    {
        if (position % 8 == 0 && width % 8 == 0)
        {
            return new BigInteger(bytes.Slice((int)(position / 8), width / 8), isUnsigned: !isSigned);
        }

        // At most 128 bits, which a place between bytes spreads over 17.
        int first = (int)(position / 8), last = (int)((position + width - 1) / 8);
        BigInteger all = new BigInteger(bytes.Slice(first, last - first + 1), isUnsigned: true) >> (int)(position % 8);
        BigInteger value = all & Mask(width);
        return isSigned && !(value >> (width - 1)).IsZero ? value - (BigInteger.One << width) : value;
    }

    /// <summary>Sets the bits and leaves those beside them as they are.</summary>
    public static void Write(Span<byte> bytes, long position, int width, BigInteger value)
    {
        int first = (int)(position / 8), last = (int)((position + width - 1) / 8), shift = (int)(position % 8);
        Span<byte> touched = bytes.Slice(first, last - first + 1);
        BigInteger others = new BigInteger(touched, isUnsigned: true);
        others -= others & (Mask(width) << shift);
        BigInteger all = others | ((value & Mask(width)) << shift);
        touched.Clear();
        all.TryWriteBytes(touched, out _, isUnsigned: true);
    }

    /// <summary>The least and the greatest number of so many bits.</summary>
    public static (BigInteger Least, BigInteger Most) Range(int width, bool isSigned) =>
        isSigned ? (-(BigInteger.One << (width - 1)), (BigInteger.One << (width - 1)) - 1) : (BigInteger.Zero, Mask(width));

    private static BigInteger Mask(int width) => (BigInteger.One << width) - 1;
}
