using FfiIsolation.Tests.Abi;

namespace FfiIsolation.Tests.Prototypes;

/// <summary>ToString of a prototype is the same declaration, to us and to the C compiler.</summary>
public sealed class CanonicalTextTests
{
    [Fact]
    public void It_parses_to_an_equal_prototype() => Assert.All(Corpus.Declarations, text =>
    {
        Prototype prototype = Prototype.Parse(text);
        Prototype again = Prototype.Parse(prototype.ToString());
        Assert.Equal(prototype, again);
        Assert.Equal(prototype.ToString(), again.ToString());
    });

    [Fact]
    public void The_compiler_takes_it_for_a_redeclaration_of_the_same_function()
    {
        string source = CHeaders.All + "struct sqlite3; struct foo; union u; enum e { one }; void my_free(int, void *);\n";
        int line = source.Count(c => c == '\n') + 1;
        var texts = new Dictionary<int, string>();
        foreach (string text in Corpus.Declarations)
        {
            Prototype prototype = Prototype.Parse(text);
            string original = text.TrimEnd().TrimEnd(';');
            string storage = text.Contains("static inline", StringComparison.Ordinal) ? "static " : "";
            texts[line + original.Count(c => c == '\n') + 1] = text;
            source += $"{original};\n{storage}{prototype};\n";
            line += original.Count(c => c == '\n') + 2;
        }

        HashSet<int> wrong = CCompiler.LinesWithErrors(source, "-std=gnu17", "-fgnu89-inline");
        Assert.Empty(wrong.Select(number => texts.GetValueOrDefault(number, $"line {number}: {source.Split('\n')[number - 1]}")));
    }
}
