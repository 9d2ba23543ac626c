using System.Text;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>The line that declares a function.</summary>
internal sealed class PrototypeDecoder : Decoder
{
    public override string Name => "prototype";

    public override string Runs => "Prototype.Parse: Lexer, PrototypeParser and what they stand on";

    public override IReadOnlyList<byte[]> Samples { get; } = Texts(
        "size_t strlen(const char *s)", "void *memcpy(void *restrict dest, const void *restrict src, size_t n) __attribute__((access(write_only, 1, 3), access(read_only, 2, 3)))",
        "void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))", "int printf(const char *format, ...)", "char *strdup(const char *s) __attribute__((malloc(free)))",
        "int f(unsigned long long a[static 3], _Bool b, double _Complex c, const wchar_t *const *d) __attribute__((nonnull, const))", "int __attribute__((ms_abi)) f(int a, char b[2][3])");

    public override IReadOnlyList<byte[]> Words { get; } = CWords.All;

    public override bool Decode(byte[] input)
    {
        try
        {
            Prototype prototype = Prototype.Parse(Encoding.UTF8.GetString(input));
            if (!prototype.Equals(Prototype.Parse(prototype.ToString())))
            {
                throw new InvalidOperationException($"{prototype} reads as something else.");
            }

            return true;
        }
        catch (PrototypeException refused)
        {
            Look(refused.Message);
            return false;
        }
    }
}
