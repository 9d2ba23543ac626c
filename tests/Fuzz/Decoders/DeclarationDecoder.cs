using System.Text;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>A block of declarations, as from a header.</summary>
internal sealed class DeclarationDecoder : Decoder
{
    public override string Name => "declarations";

    public override string Runs => "Declarations.Parse: DeclarationsParser, RecordParser, EnumParser, ConstantParser and what they stand on, RecordLayout, SystemVClassifier";

    public override IReadOnlyList<byte[]> Samples { get; } = Texts(
        "typedef struct { int quot; int rem; } div_t; div_t div(int numerator, int denominator);",
        "struct node { struct node *next; union { int i; double d; char text[16]; } value; unsigned flags : 3, : 0, more : 5; }; struct node *find(const struct node *first, int key);",
        "enum color { RED, GREEN = 1 << 4, BLUE = GREEN + sizeof(long) }; enum color mix(enum color a, enum color b);",
        "#pragma pack(push, 1)\nstruct packed { char c; long l; } __attribute__((aligned(4)));\n#pragma pack(pop)\nint g(struct packed p);",
        "typedef int (*compare_t)(const void *, const void *); _Static_assert(sizeof(int) == 4, \"\"); extern int count; void each(compare_t c, int n);");

    public override IReadOnlyList<byte[]> Words { get; } = CWords.All;

    public override bool Decode(byte[] input)
    {
        try
        {
            Declarations declarations = Declarations.Parse(Encoding.UTF8.GetString(input));
            foreach (Prototype function in declarations.Functions)
            {
                if (!function.Equals(Prototype.Parse(function.ToString(), declarations)))
                {
                    throw new InvalidOperationException($"{function} reads as something else.");
                }
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
