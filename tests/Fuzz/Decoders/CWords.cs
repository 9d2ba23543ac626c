using System.Text;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>Words of C.</summary>
internal static class CWords
{
    public static IReadOnlyList<byte[]> All { get; } =
    [
        .. new[]
        {
            "int", "char", "*", "(", ")", ",", "const", "__attribute__((", "))", "nonnull", "access(", "read_only", "1", "2", "[", "]", "static", "struct s", "void", "f", "/*", "*/", "//", "\n", "\\\n", "...", ";", "\"",
            "\0", "\u2028", "0x", "long", "unsigned", "restrict", "[[", "size_t", " ", "union", "enum e", "{", "}", "int x;", ":", "3", "=", "typedef", "_Alignas(", "packed", "aligned(8)", "sizeof(", "(int)", "-", "1 << 2",
            "? 1 : 0", "'a'", "\n#pragma pack(push, 1)\n", "\n#pragma pack(pop)\n", "struct { int a; };", "enum { A, B = 3 }", "A", "(*f)(int)", "[2][3]", "[]", ": 0", "_Complex", "__int128", "double", "_Static_assert(", "ms_abi",
            "18446744073709551615", "999999999999999999999", "[4294967295]", "((((((((", "~", "!", "%", "/0",
        }.Select(Encoding.UTF8.GetBytes),
    ];
}
