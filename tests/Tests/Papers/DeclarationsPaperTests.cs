namespace FfiIsolation.Tests.Papers;

/// <summary>docs/declarations.md against the parser.</summary>
public sealed class DeclarationsPaperTests
{
    private const string Paper = "docs/declarations.md";

    public static TheoryData<string, string> Refused()
    {
        var rows = new TheoryData<string, string>();
        foreach (string[] row in Papers.Table(Paper, "What is refused"))
        {
            rows.Add(row[0].Trim('`'), row[1].Trim('`'));
        }

        return rows;
    }

    [Fact]
    public void The_example_is_read()
    {
        Declarations declarations = Declarations.Parse(string.Join('\n', Papers.Fenced(Paper, "What is read", "c")));
        Assert.Equal(7, declarations.Functions.Length);
        Assert.Equal(5, declarations.FindConstant("OPEN_ALL"));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void An_example_of_what_is_refused_is_refused_in_these_words(string text, string problem) =>
        Assert.Equal(problem, Assert.Throws<PrototypeException>(() => Declarations.Parse(text)).Problem);
}
