using System.Text;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>A C initialiser, by which people write structs.</summary>
internal sealed class InitializerDecoder : Decoder
{
    private static readonly Declarations s_types = Declarations.Parse(
        "struct all { int i; double d; char text[8]; struct { short a, b; } inner[2]; union { long l; float f; } u; unsigned bits : 3; enum { A, B = 5 } e; long double x; double _Complex z; _Bool t; const char *p; wchar_t w[3]; }; struct all f(void);");

    private static readonly RecordType s_type = (RecordType)s_types.Functions[0].ReturnType;

    public override string Name => "initializer";

    public override string Runs => "NativeStruct.Parse: InitializerParser and what it stands on, InitializerText";

    public override IReadOnlyList<byte[]> Samples { get; } = Texts(
        "{ 1 }", "{ .i = 3, .d = 2.5 }", "{ 1, 2.5, \"text\", { { 1, 2 }, { 3, 4 } }, { 7 }, 3, B, 1.5L, 1 + 2i, true, NULL, L\"ab\" }", "{ .d = -0x1.8p3, .text = { 'a', '\\n', '\\x41' }, .inner[1].b = 3, .u.f = nan }", "{ .x = 1e4000L, .z = -inf, .e = A }");

    public override IReadOnlyList<byte[]> Words { get; } = Texts("{", "}", ",", ".", "=", "[1]", "[99]", ".inner", ".u", "\"", "'", "\\x", "\\u1234", "0x1p", "1e99999", "nan(", "inf", "i", "L", "-", "NULL", "true", "B", "(", "\0", "0b", "'");

    public override bool Decode(byte[] input)
    {
        try
        {
            NativeStruct value = NativeStruct.Parse(s_type, Encoding.UTF8.GetString(input), s_types);
            string text = value.ToString();
            if (!NativeStruct.Parse(s_type, text, s_types).ToString().Equals(text, StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"{text} reads as something else.");
            }

            return true;
        }
        catch (Exception e) when (e is PrototypeException)
        {
            Look(e.Message);
            return false;
        }
    }
}
