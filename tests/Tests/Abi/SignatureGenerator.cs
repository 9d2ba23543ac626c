using System.Globalization;

namespace FfiIsolation.Tests.Abi;

/// <summary>Random prototypes of scalars, each argument with a value that is told from the others by its bits.</summary>
internal sealed class SignatureGenerator(int seed)
{
    private static readonly string[] TypeNames =
    [
        .. DataModel.Lp64.TypeNames, "char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned", "long",
        "unsigned long", "long long", "unsigned long long",
    ];

    private static readonly string[] FloatingNames = ["float", "double", "long double", "double", "float"];
    private static readonly string[] PointerNames = ["void *", "const char *", "int **", "struct foo *", "FILE *const *", "long double *"];

    private readonly Random _random = new(seed);

    public string Next()
    {
        int count = _random.Next(8) switch
        {
            0 => _random.Next(0, 3),
            < 5 => _random.Next(1, 12),
            < 7 => _random.Next(8, 30),
            _ => _random.Next(30, PrototypeLimits.MaximumParameters + 1),
        };
        int floating = _random.Next(0, 101);
        string parameters = string.Join(", ", Enumerable.Range(0, count).Select(_ => NextType(floating)));
        return $"void f({(count == 0 ? "void" : parameters)})";
    }

    /// <summary>A C expression for a value of the type, and the bytes it has in memory, lowest first.</summary>
    public (string Expression, byte[] Bytes) NextValue(CType type)
    {
        ulong bits = (ulong)_random.NextInt64(long.MinValue, long.MaxValue);
        switch (type)
        {
            case BooleanType:
                return ((bits & 1) == 0 ? "0" : "1", [(byte)(bits & 1)]);
            case FloatingType { Kind: FloatingKind.Float }:
                float single = (float)(bits >> 40) * ((bits & 1) == 0 ? 1 : -1);
                return (string.Create(CultureInfo.InvariantCulture, $"(float){single:F1}"), BitConverter.GetBytes(single));
            case FloatingType { Kind: FloatingKind.Double }:
                double number = (double)(bits >> 11) * ((bits & 1) == 0 ? 1 : -1.0);
                return (string.Create(CultureInfo.InvariantCulture, $"(double){number:F1}"), BitConverter.GetBytes(number));
            case FloatingType:
                // The processor's own format of a whole number with the top bit set: the number is the significand, 2^63 has exponent 63.
                ulong significand = bits | (1UL << 63);
                return ($"(long double){significand}ULL", [.. BitConverter.GetBytes(significand), .. BitConverter.GetBytes((ushort)(16383 + 63))]);
            default:
                return ($"({type})0x{bits:x}ULL", BitConverter.GetBytes(bits)[..type.Size]);
        }
    }

    private string NextType(int floatingPercent)
    {
        if (_random.Next(100) < floatingPercent)
        {
            return FloatingNames[_random.Next(FloatingNames.Length)];
        }

        return _random.Next(4) == 0 ? PointerNames[_random.Next(PointerNames.Length)] : TypeNames[_random.Next(TypeNames.Length)];
    }
}
