using System.Text.Json;
using FfiIsolation.Cli.Explaining;
using FfiIsolation.Tests.Prototypes;

namespace FfiIsolation.Tests.Cli.Explaining;

/// <summary>How an explanation is laid out. docs/command-line.md has whole ones, which are compared.</summary>
public sealed class ExplanationTextTests
{
    [Fact]
    public void It_fits_in_80_columns_whatever_the_declaration()
    {
        foreach (string declaration in Corpus.Declarations)
        {
            foreach (string line in ExplanationText.Of(Explain(declaration)))
            {
                Assert.True(line.Length <= 80, line);
                Assert.Equal(line.TrimEnd(), line);
            }
        }
    }

    [Fact]
    public void A_long_declaration_has_its_place_on_the_next_line()
    {
        IReadOnlyList<string> lines = ExplanationText.Of(Explain("int f(int n, int (*compare_two_elements)(const void *, const void *))"));
        int at = lines.ToList().IndexOf("  2  int (*compare_two_elements)(const void *, const void *)");
        Assert.Equal("  1  int n  edi, sign-extended to rdi", lines[at - 1]);
        Assert.Equal("            rsi", lines[at + 1]);
    }

    [Fact]
    public void Bit_fields_are_counted_in_bits_and_what_nothing_names_is_shown_where_it_lies()
    {
        Declarations declarations = Declarations.Parse("struct s { unsigned low : 3, high : 7; union { int number; float real; }; };");
        string[] lines = [.. ExplanationText.Of(CallExplanation.Of(Prototype.Parse("void f(struct s *s)", declarations), []))];
        int at = Array.IndexOf(lines, "struct s: 8 bytes, aligned to 4");
        Assert.Equal(
            [
                "  offset  size",
                "     0.0  3 bits   unsigned int low : 3",
                "     0.3  7 bits   unsigned int high : 7",
                "     1.2  22 bits  (padding)",
                "       4  4        union { … }",
                "       4  4          int number",
                "       4  4          float real",
            ],
            lines[(at + 1)..(at + 8)]);
    }

    [Fact]
    public void The_object_says_the_same_for_programs()
    {
        Declarations declarations = Declarations.Parse("struct point { int x; double y; };");
        using JsonDocument document = JsonDocument.Parse(ExplanationJson.Of(CallExplanation.Of(Prototype.Parse("struct point f(struct point p, const char *, ...)", declarations), [DataModel.Lp64.Double])));
        JsonElement root = document.RootElement;
        Assert.Equal("sysv", root.GetProperty("abi").GetString());
        Assert.Equal(
            """[{"in":"rdi","offset":0,"size":8},{"in":"xmm0","offset":8,"size":8}]""", root.GetProperty("arguments")[0].GetProperty("places").GetRawText());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("arguments")[1].GetProperty("name").ValueKind);
        Assert.Equal(2, root.GetProperty("al").GetInt32());
        JsonElement padding = Assert.Single(root.GetProperty("records").EnumerateArray()).GetProperty("layout")[1];
        Assert.Equal((true, 32L, 32L), (padding.GetProperty("padding").GetBoolean(), padding.GetProperty("bitPosition").GetInt64(), padding.GetProperty("bits").GetInt64()));
    }

    private static CallExplanation Explain(string declaration) => CallExplanation.Of(Prototype.Parse(declaration), []);
}
