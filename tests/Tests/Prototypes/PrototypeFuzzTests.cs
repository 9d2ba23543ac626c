using System.Text;

namespace FfiIsolation.Tests.Prototypes;

/// <summary>Damaged and random texts, from fixed seeds: each is read or refused with a position, and nothing else happens.</summary>
public sealed class PrototypeFuzzTests
{
    private static readonly string[] Pieces =
    [
        "int", "char", "*", "(", ")", ",", "const", "__attribute__((", "))", "nonnull", "access(", "read_only", "1", "2", "[", "]", "static", "struct", "void",
        "f", "x", "sqlite3", "/*", "*/", "//", "\n", "\\\n", "...", ";", "\"", "\0", "\u2028", "\ud800", "0x", ".n", "long", "unsigned", "restrict", "[[", "size_t", " ",
    ];

    private static readonly string[] BlockPieces =
    [
        "struct s", "union", "enum e", "{", "}", ";", "int x;", ":", "3", "=", "typedef", "_Alignas(", "packed", "aligned(8)", "sizeof(", "(int)", "-", "1 << 2", "? 1 : 0", "'a'",
        "\n#pragma pack(push, 1)\n", "\n#pragma pack(pop)\n", "struct { int a; };", "enum { A, B = 3 }", "A", "t", "(*f)(int)", "[2][3]", "[]", ": 0", "_Complex", "__int128",
        "double", "...", "_Static_assert(", "ms_abi",
    ];

    [Fact]
    public void A_damaged_prototype_is_read_or_refused_with_a_position()
    {
        var random = new Random(1);
        for (int i = 0; i < 40_000; i++)
        {
            var text = new StringBuilder(Corpus.Declarations[random.Next(Corpus.Declarations.Length)]);
            for (int j = random.Next(1, 4); j > 0; j--)
            {
                int at = random.Next(text.Length + 1);
                int length = Math.Min(random.Next(0, 4), text.Length - at);
                text.Remove(at, length);
                text.Insert(at, Pieces[random.Next(Pieces.Length)]);
            }

            Check(text.ToString());
        }
    }

    [Fact]
    public void A_damaged_block_of_declarations_is_read_or_refused_with_a_position()
    {
        var random = new Random(4);
        for (int i = 0; i < 30_000; i++)
        {
            var text = new StringBuilder(DeclarationsTests.Header);
            for (int j = random.Next(1, 4); j > 0; j--)
            {
                int at = random.Next(text.Length + 1);
                int length = Math.Min(random.Next(0, 4), text.Length - at);
                text.Remove(at, length);
                text.Insert(at, random.Next(2) == 0 ? Pieces[random.Next(Pieces.Length)] : BlockPieces[random.Next(BlockPieces.Length)]);
            }

            CheckBlock(text.ToString());
        }
    }

    [Fact]
    public void Random_pieces_of_a_block_are_read_or_refused_with_a_position()
    {
        var random = new Random(5);
        for (int i = 0; i < 40_000; i++)
        {
            string text = "";
            for (int j = random.Next(0, 20); j > 0; j--)
            {
                text += (random.Next(3) == 0 ? Pieces[random.Next(Pieces.Length)] : BlockPieces[random.Next(BlockPieces.Length)]) + " ";
            }

            CheckBlock(text);
        }
    }

    [Fact]
    public void Random_pieces_are_read_or_refused_with_a_position()
    {
        var random = new Random(2);
        for (int i = 0; i < 40_000; i++)
        {
            string text = "";
            for (int j = random.Next(0, 20); j > 0; j--)
            {
                text += Pieces[random.Next(Pieces.Length)] + (random.Next(2) == 0 ? " " : "");
            }

            Check(text);
        }
    }

    [Fact]
    public void Random_characters_are_read_or_refused_with_a_position()
    {
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++)
        {
            var characters = new char[random.Next(0, 40)];
            for (int j = 0; j < characters.Length; j++)
            {
                characters[j] = (char)random.Next(random.Next(2) == 0 ? 0x80 : 0x10000);
            }

            Check(new string(characters));
        }
    }

    private static void Check(string text)
    {
        Prototype prototype;
        try
        {
            prototype = Prototype.Parse(text);
        }
        catch (PrototypeException error)
        {
            CheckPosition(text, error);
            return;
        }

        Assert.Equal(prototype, Prototype.Parse(prototype.ToString()));
    }

    private static void CheckBlock(string text)
    {
        try
        {
            Declarations declarations = Declarations.Parse(text);
            foreach (Prototype function in declarations.Functions)
            {
                Assert.Equal(function, Prototype.Parse(function.ToString(), declarations));
            }
        }
        catch (PrototypeException error)
        {
            Assert.Equal(text, error.Prototype);
            CheckPosition(text, error);
        }
    }

    private static void CheckPosition(string text, PrototypeException error)
    {
        string[] lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n', '\r');
        Assert.InRange(error.Line, 1, lines.Length);
        // One more than the line is long where its end is meant, two more between the \r and the \n that end it.
        Assert.InRange(error.Column, 1, lines[error.Line - 1].Length + 2);
        Assert.NotEmpty(error.Expected);
        Assert.Equal(3, error.Message.Split('\n').Length);
    }
}
