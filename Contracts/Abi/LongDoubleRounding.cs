using System.Numerics;

namespace FfiIsolation;

/// <summary>Rounding to nearest, ties to even, between exact values and the formats of the x87 and of double.</summary>
internal static class LongDoubleRounding
{
    /// <summary>The bits of the double nearest to significand * 2^scale.</summary>
    public static ulong ToDoubleMagnitude(ulong significand, int scale)
    {
        if (significand == 0)
        {
            return 0;
        }

        int length = BitLength(significand);
        // Normal doubles keep 53 bits; below 2^-1022 the last bit stays at 2^-1074.
        int lowest = Math.Max(length - 53 + scale, -1074);
        int drop = lowest - scale;
        ulong kept = drop <= 0 ? significand << -drop : drop > 64 ? 0 : Round(significand, drop);
        if (kept >> 53 != 0)
        {
            kept >>= 1;     // rounding carried into a new bit
            lowest++;
        }

        if (kept >> 52 == 0)
        {
            return kept;    // zero or denormal: lowest is -1074
        }

        int exponent = lowest + 1075;
        return exponent >= 0x7FF ? 0x7FFUL << 52 : ((ulong)exponent << 52) | (kept & ((1UL << 52) - 1));
    }

    /// <summary>The long double nearest to numerator / denominator * 2^scale; false if that is beyond the finite ones.</summary>
    public static bool TryRound(bool isNegative, BigInteger numerator, BigInteger denominator, int scale, out LongDouble value)
    {
        value = LongDouble.Compose(isNegative, 0, 0);
        if (numerator.IsZero)
        {
            return true;
        }

        const int LowestScale = 1 - LongDouble.ExponentBias - 63;
        // Shift so that the quotient has 64 or 65 bits, but no bit below the last one of the denormals.
        int shift = Math.Min(65 - (BitLength(numerator) - BitLength(denominator)), scale - LowestScale);
        BigInteger scaled = shift >= 0 ? numerator << shift : numerator;
        BigInteger divisor = shift >= 0 ? denominator : denominator << -shift;
        BigInteger quotient = BigInteger.DivRem(scaled, divisor, out BigInteger remainder);
        scale -= shift;

        int drop = BitLength(quotient) - 64;
        if (drop > 0)
        {
            BigInteger lost = quotient & ((BigInteger.One << drop) - 1);
            remainder += lost * divisor;
            divisor <<= drop;
            quotient >>= drop;
            scale += drop;
        }

        int half = BigInteger.Compare(remainder << 1, divisor);
        if (half > 0 || (half == 0 && !quotient.IsEven))
        {
            quotient += 1;
            if (BitLength(quotient) > 64)
            {
                quotient >>= 1;
                scale++;
            }
        }

        var significand = (ulong)quotient;
        int exponent = (significand & LongDouble.IntegerBit) == 0 ? 0 : scale + 63 + LongDouble.ExponentBias;
        if (exponent >= LongDouble.MaximumExponent)
        {
            return false;
        }

        value = LongDouble.Compose(isNegative, significand, exponent);
        return true;
    }

    public static int BitLength(BigInteger positive)
    {
        byte[] bytes = positive.ToByteArray();
        int top = bytes.Length - 1;
        while (top > 0 && bytes[top] == 0)
        {
            top--;
        }

        return (top * 8) + BitLength(bytes[top]);
    }

    private static int BitLength(ulong value)
    {
        int length = 0;
        for (; value != 0; value >>= 1)
        {
            length++;
        }

        return length;
    }

    private static ulong Round(ulong value, int drop)
    {
        ulong kept = drop == 64 ? 0 : value >> drop;
        ulong lost = drop == 64 ? value : value & ((1UL << drop) - 1);
        ulong half = 1UL << (drop - 1);
        return lost > half || (lost == half && (kept & 1) != 0) ? kept + 1 : kept;
    }
}
