namespace FfiIsolation.ProcessTests.Papers;

/// <summary>docs/ownership.md: its example is run, its prototypes are read.</summary>
public sealed class OwnershipPaperTests
{
    private const string Begin = "// docs/ownership.md: begin", Between = "// docs/ownership.md: and later", End = "// docs/ownership.md: end", Indent = "        ";

    private static readonly string Root = Path.GetFullPath("../../../..", AppContext.BaseDirectory);

    [Fact]
    public void The_example_is_the_code_that_is_tested() => Assert.Equal(Tested(), Fenced("csharp"));

    [Fact]
    public void The_example_prints_what_its_comments_say()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using NativeHost host = NativeHost.Start();
        OwnershipExample.Run(host, output);
        string[] promised = [.. Fenced("csharp").Where(line => line.Contains("Console.WriteLine", StringComparison.Ordinal)).Select(line => line.Split("// ")[1])];
        Assert.Equal(promised, output.ToString().TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Its_prototypes_are_read() => Assert.All(Fenced("c"), line => Assert.NotEmpty(Prototype.Parse(line).Name));

    private static string[] Fenced(string language)
    {
        var lines = new List<string>();
        bool inside = false;
        foreach (string line in File.ReadLines(Path.Combine(Root, "docs/ownership.md")))
        {
            if (inside && line != "```")
            {
                lines.Add(line);
            }

            inside = inside ? line != "```" : line == "```" + language;
        }

        return [.. lines];
    }

    private static string[] Tested() =>
        [.. File.ReadLines(Path.Combine(Root, "tests/ProcessTests/Papers/OwnershipExample.cs"))
            .SkipWhile(line => line.Trim() != Begin).Skip(1).TakeWhile(line => line.Trim() != End).Where(line => line.Trim() != Between)
            .Select(line => line.StartsWith(Indent, StringComparison.Ordinal) ? line[Indent.Length..] : line)
            .Reverse().SkipWhile(line => line.Length == 0).Reverse()];
}
