namespace FfiIsolation.Tests.Papers;

/// <summary>docs/prototypes.md against the parser: every example in it is read, or refused with the words that it promises.</summary>
public sealed class PrototypesPaperTests
{
    private const string Paper = "docs/prototypes.md";

    public static TheoryData<string> Accepted() => [.. Papers.Fenced(Paper, "What is read", "c").Concat(Papers.Fenced(Paper, "Attributes", "c"))];

    public static TheoryData<string, string> Refused()
    {
        var rows = new TheoryData<string, string>();
        foreach (string[] row in Papers.Table(Paper, "What is refused"))
        {
            rows.Add(row[0].Trim('`'), row[1].Trim('`'));
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void An_example_of_what_is_read_is_read(string text) => Assert.NotEmpty(Prototype.Parse(text).Name);

    [Theory]
    [MemberData(nameof(Refused))]
    public void An_example_of_what_is_refused_is_refused_in_these_words(string text, string problem) =>
        Assert.Equal(problem, Assert.Throws<PrototypeException>(() => Prototype.Parse(text)).Problem);

    [Fact]
    public void The_message_is_shown_as_it_is()
    {
        string text = Papers.Fenced(Paper, "What an error looks like", "c").Single();
        string[] message = Papers.Fenced(Paper, "What an error looks like", "text");
        Assert.Equal(message, Assert.Throws<PrototypeException>(() => Prototype.Parse(text)).Message.Split('\n'));
    }
}
